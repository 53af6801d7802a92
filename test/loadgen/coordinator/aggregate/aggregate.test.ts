import assert from "node:assert/strict";
import fc from "fast-check";
import { Aggregate } from "../../../../loadgen/coordinator/aggregate/aggregate.ts";
import { encodeHistogram } from "../../../../loadgen/histogram/index.ts";
import { noArrivals, noAuditCounts } from "../../../../loadgen/measure/counters.ts";
import type { WorkerSecond } from "../../../../loadgen/measure/second.ts";
import type { Segment } from "../../../../loadgen/schema/cell.ts";
import { judgeGenerator } from "../../../../loadgen/coordinator/result/generator.ts";
import { histogramOf } from "../../helpers/histogram-of.ts";
import { naiveReasons } from "../../helpers/keeping-everything.ts";

/** How a second went; mostly well, so that windows are bad now and then. */
const mood = fc.record({
  saturated: fc.option(fc.constantFrom(9, 12, 30, 60), { freq: 4 }),
  collecting: fc.boolean(),
  stolen: fc.constantFrom(null, 0, 0.04, 0.3),
  lateUs: fc.option(fc.constantFrom(1000, 3000, 9000), { freq: 4 }),
  dropped: fc.constantFrom(0, 0, 0, 1),
});
type Mood = typeof mood extends fc.Arbitrary<infer T> ? T : never;

/** By its lag in µs; made once, as that takes longer than all the rest. */
const lagOf = new Map([1000, 3000, 9000].map((us) => [us, encodeHistogram(histogramOf([us]))]));

const calm: Mood = { saturated: null, collecting: false, stolen: 0, lateUs: null, dropped: 0 };

function secondOf(second: number, { saturated, collecting, stolen, lateUs, dropped }: Mood): WorkerSecond {
  const key = { endpoint: "GET /", segment: 0, outcome: "ok", kind: "lag" } as const;
  const arrivals = { ...noArrivals(0), planned: 100, dropped: { "pool-full": dropped, "generator-late": 0 } };
  return {
    ...{ second, users: 1, inFlight: 0, counts: [], errors: [], completions: "", peers: [], audit: noAuditCounts() },
    histograms: lateUs === null ? [] : [{ ...key, ...lagOf.get(lateUs)! }],
    arrivals: lateUs === null && dropped === 0 ? [] : [arrivals],
    health: {
      elapsedMs: 1000,
      cpuMs: saturated === null ? 200 : 950,
      eventLoopUtilisation: saturated === null ? 0.25 : 1,
      loopDelayP99Ms: saturated ?? 1,
      gcMs: 0,
      longestGcMs: collecting ? 60 : 10,
      steal: stolen,
    },
  };
}

/** Stretches of one mood each, up to ten minutes together; by second, with a second missing now and then. */
const seconds = fc
  .array(fc.record({ mood: fc.oneof({ weight: 3, arbitrary: fc.constant(calm) }, mood), length: fc.nat(60) }), {
    minLength: 1,
    maxLength: 10,
  })
  .chain((stretches) => {
    const all = stretches.flatMap(({ mood, length }) => Array.from({ length }, () => mood));
    const missing = fc.array(fc.nat(Math.max(1, all.length)), { maxLength: 2 });
    return missing.map((gone) =>
      all.map((mood, second) => secondOf(second, mood)).filter((s) => !gone.includes(s.second)),
    );
  });

describe("aggregate", () => {
  it("a worker is limited for the same reasons whether all its seconds are kept or only the last ones", () => {
    let limited = 0;
    const load = fc.record({
      workers: fc.array(seconds, { minLength: 1, maxLength: 2 }),
      fromSecond: fc.nat(12),
      cut: fc.nat(10),
      p50Ms: fc.constantFrom(1, 50, 200, 500),
      open: fc.boolean(),
    });
    fc.assert(
      fc.property(load, ({ workers, fromSecond, cut, p50Ms, open }) => {
        const length = Math.max(0, ...workers.flat().map(({ second }) => second + 1));
        const toSecond = Math.max(fromSecond, length - cut);
        const plateau = { startMs: fromSecond * 1000, endMs: 1e6, measured: true };
        const segments: Segment[] = [{ name: "plateau", kind: "plateau", ...plateau }];
        const aggregate = new Aggregate(segments);
        workers.forEach((own, worker) => own.forEach((second) => aggregate.add(worker, second)));
        const verdict = judgeGenerator({
          ...{ health: aggregate.health, lag: aggregate.lag, workers: workers.length, toSecond, p50Ms, open },
          ...{ maxRate: false, calibrations: [], clocks: [], resourceFailures: 0 },
        });
        const limits = { fromSecond, toSecond, p50Ms, open };
        const expected = new Set(workers.flatMap((own) => naiveReasons(own, limits)));
        assert.deepEqual(new Set(verdict.reasons.map((reason) => reason.split(":", 1)[0])), expected);
        const samples = workers
          .flat()
          .filter(({ second }) => second >= fromSecond && second < toSecond)
          .map(({ health }) => health!);
        const cpu = samples.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / samples.length / 10;
        if (samples.length === 0) assert.equal(verdict.cpuPctOfCore, null);
        else assert.ok(Math.abs(verdict.cpuPctOfCore! - cpu) < 1e-9);
        limited += verdict.limited ? 1 : 0;
      }),
      { numRuns: 150 },
    );
    assert.ok(limited > 10 && limited < 140, `${limited} of 150 were limited`);
  });
});
