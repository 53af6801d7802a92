import assert from "node:assert/strict";
import { judgeGenerator, type GeneratorInput } from "../../../../loadgen/coordinator/result/generator.ts";
import type { Health } from "../../../../loadgen/coordinator/aggregate/health.ts";
import { noArrivals } from "../../../../loadgen/measure/counters.ts";
import { noStalls } from "../../../../loadgen/measure/stalls.ts";
import { histogramOf } from "../../helpers/histogram-of.ts";

const calm: Health = {
  ...{
    elapsedMs: 20_000,
    cpuMs: 4000,
    busyMs: 5000,
    gcMs: 40,
    suspendedMs: 0,
    stolenMs: 0,
    loopDelayP99Ms: 1,
    machine: null,
  },
};
const atLimit = { ...calm, cpuMs: 19_000, busyMs: 19_600 };

/** 2000 requests of 10 ms, of which `share` took `delayMs` longer. */
function delayed(share: number, delayMs: number) {
  const times = Array.from({ length: 2000 }, (_, at) => (at < 2000 * share ? 10_000 + delayMs * 1000 : 10_000));
  return { reported: histogramOf(times), undelayed: histogramOf(times.map(() => 10_000)) };
}

function judge(more: Partial<GeneratorInput> = {}) {
  return judgeGenerator({
    ...{ health: [calm], stalls: noStalls(), ...delayed(0, 0), lag: histogramOf([]), arrivals: noArrivals(-1) },
    ...{
      measuredMs: 20_000,
      paced: true,
      waitingShare: undefined,
      calibrations: [],
      clocks: [],
      requests: 2000,
      resourceFailures: 0,
    },
    ...more,
  });
}

const arrivals = (planned: number, dropped: number) => ({
  ...noArrivals(-1),
  ...{ planned, released: planned - dropped, dropped: { "pool-full": dropped, "generator-late": 0 } },
});
const codes = (texts: readonly string[] = []) => texts.map((text) => text.split(":", 1)[0]);

describe("generator verdict", () => {
  it("a calm worker is not limited and needs no note", () => {
    assert.deepEqual(judge(), {
      ...{ workers: 1, cpuPctOfCore: 20, eventLoopUtilisation: 0.25, loopDelayP99Ms: 1, limited: false, reasons: [] },
      ...{ moved: undefined, notes: undefined, maxRate: undefined, clocks: undefined },
    });
  });

  it("a few milliseconds in one request of a hundred are a note with their share, not a reason", () => {
    const { limited, reasons, notes } = judge(delayed(0.012, 1.5));
    assert.deepEqual([limited, reasons, codes(notes)], [false, [], ["delayed"]]);
    assert.match(notes![0]!, /p99 by about 1\.50 ms of 11\.5 ms \(13\.0 %; 2 ms allowed\)$/);
  });

  it("delays that move a reported percentile by more than its margin limit the generator, whatever caused them", () => {
    const { limited, reasons } = judge(delayed(0.012, 20));
    assert.deepEqual([limited, codes(reasons)], [true, ["delayed"]]);
    assert.match(reasons[0]!, /raised p99 by about 20 ms of 30 ms/);
    assert.equal(judge(delayed(0.008, 2000)).limited, false);
  });

  it("the percentiles that delays moved are named if nothing else limits the generator", () => {
    assert.deepEqual(judge(delayed(0.012, 20)).moved, ["p99"]);
    assert.deepEqual(judge(delayed(0.6, 20)).moved, ["p50", "p90", "p95", "p99"]);
    assert.equal(judge(delayed(0.012, 1.5)).moved, undefined);
    const times = Array.from({ length: 2000 }, (_, at) => (at < 1976 ? 11_500 : 40_000));
    const slightly = { reported: histogramOf(times), undelayed: histogramOf(times.map(() => 10_000)) };
    assert.deepEqual(
      judge(slightly).moved,
      ["p50", "p90", "p95", "p99"],
      "a median moved by less than a timer's grain",
    );
    assert.equal(judge({ ...delayed(0.012, 20), arrivals: arrivals(2000, 500) }).moved, undefined);
  });

  it("the reason for delays names release lag, stalls and garbage collection with their times", () => {
    const stalls = { ...noStalls(), count: 3, blockedUs: 90_000, longestUs: 60_000 };
    const { reasons } = judge({ ...delayed(0.2, 30), stalls, lag: histogramOf([500, 500, 30_000]) });
    assert.match(reasons[0]!, /released 0\.500 ms late, one in a hundred 30 ms; .* 3 times, for 90 ms in all/);
  });

  it("a busy event loop, garbage collection or stolen CPU without an effect on latency limit nothing", () => {
    const busy = { ...atLimit, gcMs: 3000, stolenMs: 2000, loopDelayP99Ms: 80 };
    const { limited, notes } = judge({ health: [busy] });
    assert.deepEqual([limited, codes(notes)], [false, ["host"]]);
  });

  it("a load without think time is generator-bound only if the generator was measured at its limit", () => {
    const bound = judge({ paced: false, health: [atLimit], ...delayed(0.5, 30) });
    assert.deepEqual([bound.limited, bound.maxRate, codes(bound.notes)], [false, true, ["max-rate"]]);
    assert.match(bound.notes![0]!, /generator-bound.* busy 98 % of the time, with 95 % of a core/);
    const waiting = judge({ paced: false, waitingShare: 0.98 });
    assert.deepEqual([waiting.limited, waiting.maxRate, codes(waiting.notes)], [false, undefined, ["rate"]]);
    assert.match(waiting.notes![0]!, /waited for responses for 98 % of their time, while the generator used 20 % of/);
    assert.equal(judge({ paced: false, waitingShare: 0.5 }).notes, undefined);
  });

  it("a load that is generator-bound is limited by pauses in which the process did not run, not by those of its own work", () => {
    const judged = (stoppedUs: number) => {
      const stalls = { ...noStalls(), count: 1, longestUs: 4e6, pausedUs: 4e6, stoppedUs };
      return judge({ paced: false, health: [atLimit], stalls }).limited;
    };
    assert.deepEqual([judged(4e6), judged(100_000)], [true, false]);
  });

  it("pauses limit the generator if they take more than the rate's margin off the measured time, all workers together", () => {
    const pausedFor = (ms: number) => ({ ...noStalls(), count: 1, longestUs: ms * 1000, pausedUs: ms * 1000 });
    const long = judge({ stalls: pausedFor(4000) });
    assert.deepEqual([long.limited, codes(long.reasons)], [true, ["paused"]]);
    assert.match(
      long.reasons[0]!,
      /stood still for 4\u202f000 ms \(20 % of the measured time\), up to 4\u202f000 ms at a time; for 0 ms/,
    );
    const short = judge({ stalls: pausedFor(900) });
    assert.deepEqual([short.limited, codes(short.notes)], [false, ["paused"]]);
    assert.equal(judge({ stalls: pausedFor(1800), health: [calm, calm] }).limited, false);
  });

  it("a machine that was suspended for long limits the generator", () => {
    assert.equal(judge({ health: [{ ...calm, suspendedMs: 3_600_000 }] }).limited, true);
    assert.deepEqual(codes(judge({ health: [{ ...calm, suspendedMs: 1000 }] }).notes), ["paused"]);
  });

  it("dropped arrivals limit the generator if they change the rate by more than its margin", () => {
    const few = judge({ arrivals: arrivals(1000, 50) });
    assert.deepEqual([few.limited, codes(few.notes)], [false, ["dropped"]]);
    const many = judge({ arrivals: arrivals(1000, 51) });
    assert.deepEqual([many.limited, codes(many.reasons)], [true, ["dropped"]]);
  });

  it("requests without descriptor or port limit the generator beyond the margin of failures; the text says what to raise", () => {
    const few = judge({ resourceFailures: 2 });
    assert.deepEqual([few.limited, codes(few.notes)], [false, ["resource"]]);
    const many = judge({ resourceFailures: 3 });
    assert.equal(many.limited, true);
    assert.match(many.reasons[0]!, /ulimit -n/);
  });

  it("the result keeps each worker's clock offset with its bound", () => {
    const { clocks } = judge({ clocks: [{ offsetUs: -1500, offsetBoundUs: 40 }] });
    assert.deepEqual(clocks, [{ offsetMs: -1.5, boundMs: 0.04 }]);
  });
});
