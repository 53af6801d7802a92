import assert from "node:assert/strict";
import { HealthWindows } from "../../../../loadgen/coordinator/aggregate/health-windows.ts";
import { LagWindows } from "../../../../loadgen/coordinator/aggregate/lag-windows.ts";
import { encodeHistogram } from "../../../../loadgen/histogram/index.ts";
import type { HealthSample, WorkerSecond } from "../../../../loadgen/measure/second.ts";
import { judgeGenerator, type GeneratorInput } from "../../../../loadgen/coordinator/result/generator.ts";
import { histogramOf } from "../../helpers/histogram-of.ts";

const healthy: HealthSample = {
  elapsedMs: 1000,
  cpuMs: 200,
  eventLoopUtilisation: 0.2,
  loopDelayP99Ms: 1,
  gcMs: 2,
  longestGcMs: 1,
  steal: 0,
};
const saturated = { eventLoopUtilisation: 0.97, cpuMs: 980, loopDelayP99Ms: 40 };

/** One sample a second; `bad` replaces what those seconds say. */
function judge(
  bad: Partial<HealthSample>,
  seconds: readonly number[],
  { fromSecond = 0, ...more }: Partial<GeneratorInput> & { fromSecond?: number } = {},
) {
  const health = new HealthWindows({ fromSecond, toSecond: 200 });
  for (let second = 0; second < 200; second += 1) {
    health.add(0, second, { ...healthy, ...(seconds.includes(second) ? bad : {}) });
  }
  const input = {
    calibrations: [],
    clocks: [],
    open: false,
    lag: new LagWindows(0),
    workers: 1,
    toSecond: 200,
    p50Ms: 5,
    maxRate: false,
    resourceFailures: 0,
  };
  return judgeGenerator({ health, ...input, ...more });
}

const window = (index: number) => Array.from({ length: 5 }, (_, at) => index * 5 + at);

describe("generator verdict", () => {
  it("an idle worker is not limited", () => {
    assert.deepEqual(judge({}, []), {
      workers: 1,
      cpuPctOfCore: 20,
      eventLoopUtilisation: 0.2,
      loopDelayP99Ms: 1,
      limited: false,
      reasons: [],
    });
  });

  it("one saturated window in forty is tolerated, two in a row are not", () => {
    assert.equal(judge(saturated, window(7)).limited, false);
    assert.equal(judge(saturated, [...window(7), ...window(8)]).limited, true);
  });

  it("more than one saturated window in twenty limits the generator", () => {
    assert.equal(judge(saturated, [...window(3), ...window(13), ...window(23)]).limited, true);
  });

  it("a busy event loop is saturated only when its delay is large compared with the service time", () => {
    const busy = [...window(7), ...window(8)];
    assert.equal(judge({ ...saturated, loopDelayP99Ms: 8 }, busy).limited, false);
    assert.equal(judge({ ...saturated, loopDelayP99Ms: 40 }, busy, { p50Ms: 500 }).limited, false);
    assert.equal(judge({ ...saturated, eventLoopUtilisation: 0.5, cpuMs: 300 }, busy).limited, false);
  });

  it("the generator's health during the warm-up is ignored", () => {
    assert.equal(judge(saturated, [...window(0), ...window(1)], { fromSecond: 10 }).limited, false);
  });

  it("a load without think times is not limited, and its throughput and latency are labelled", () => {
    const bad = { ...saturated, steal: 0.1, gcMs: 100 };
    const { limited, reasons, maxRate } = judge(bad, [...window(7), ...window(8)], { maxRate: true });
    assert.deepEqual([limited, maxRate], [false, true]);
    assert.deepEqual(reasons, [
      "max-rate: throughput is generator-bound, a lower bound; its latency is not comparable",
    ]);
  });

  it("the open model is judged by its release lag, not by a busy event loop", () => {
    const busy = [...window(7), ...window(8)];
    assert.equal(judge(saturated, busy, { open: true }).limited, false);
    const late = new LagWindows(0);
    for (const second of [35, 40]) {
      const key = { endpoint: "GET /", segment: 0, outcome: "ok", kind: "lag" } as const;
      const histograms = [{ ...key, ...encodeHistogram(histogramOf([2500])) }];
      late.add(0, { second, histograms, arrivals: [] } as unknown as WorkerSecond);
    }
    const limits = (more: Partial<GeneratorInput>) => judge({}, [], { open: true, lag: late, ...more }).limited;
    // 2 ms, 5 % of the median response, three times the jitter: whichever is most.
    assert.deepEqual([limits({}), limits({ p50Ms: 60 })], [true, false]);
    assert.equal(limits({ calibrations: [{ overheadUs: null, jitterUs: 900 }] }), false);
  });

  it("the result keeps each worker's clock offset with its bound", () => {
    const { clocks } = judge({}, [], { clocks: [{ offsetUs: -1500, offsetBoundUs: 40 }] });
    assert.deepEqual(clocks, [{ offsetMs: -1.5, boundMs: 0.04 }]);
  });

  for (const [reason, bad] of [
    ["garbage-collection", { gcMs: 80 }],
    ["garbage-collection", { longestGcMs: 60 }],
    ["host", { steal: 0.08 }],
  ] as const) {
    it(`the generator's verdict names ${reason} for ${JSON.stringify(bad)}`, () => {
      const { limited, reasons } = judge(bad, [...window(7), ...window(8)]);
      assert.equal(limited, true);
      assert.ok(reasons[0]!.startsWith(`${reason}:`));
    });
  }

  it("a single request without descriptor or port limits the generator, and the reason says what to raise", () => {
    const { limited, reasons } = judge({}, [], { resourceFailures: 1 });
    assert.equal(limited, true);
    assert.match(reasons[0]!, /ulimit -n/);
  });
});
