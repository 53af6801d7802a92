import assert from "node:assert/strict";
import fc from "fast-check";
import { SecondAssembler } from "../../../loadgen/coordinator/seconds.ts";
import { encodeHistogram } from "../../../loadgen/histogram/index.ts";
import { noAuditCounts } from "../../../loadgen/measure/counters.ts";
import { noStalls } from "../../../loadgen/measure/stalls.ts";
import type { WorkerSecond } from "../../../loadgen/measure/second.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

function part(second: number, values: readonly number[] = [], users = 1): WorkerSecond {
  const counts = {
    endpoint: "GET /",
    segment: 0,
    ok: values.length,
    failed: 0,
    aborted: 0,
    bytes: 0,
    checked: 0,
    checkedOk: 0,
    tallies: [],
  };
  const key = { endpoint: "GET /", segment: 0, outcome: "ok", kind: "service" } as const;
  return {
    second,
    users,
    inFlight: 0,
    counts: [counts],
    histograms: [{ ...key, ...encodeHistogram(histogramOf(values)) }],
    errors: [],
    activity: "",
    arrivals: [],
    audit: noAuditCounts(),
    stalls: noStalls(),
    peers: [],
    health: null,
  };
}

describe("second assembler", () => {
  it("each second is emitted once, in order, as the sum of all workers, however their messages interleave", () => {
    const workers = 3;
    const length = 5;
    const turns = fc.shuffledSubarray(
      Array.from({ length: workers * length }, (_, at) => at % workers),
      {
        minLength: workers * length,
      },
    );
    fc.assert(
      fc.property(turns, (order) => {
        const assembler = new SecondAssembler(workers, new Date(0));
        const next = [0, 0, 0];
        const seen = order.flatMap((worker) => {
          const complete = assembler.add(worker, part(next[worker]!++, [1000 * (worker + 1)], worker + 1));
          assert.ok(complete !== false);
          return complete;
        });
        assert.deepEqual(
          seen.map(({ second }) => second.atMs),
          [1000, 2000, 3000, 4000, 5000],
        );
        for (const { second, histogram } of seen) {
          assert.deepEqual([second.users, second.requests, histogram.count], [6, 3, 3]);
        }
        assert.equal(assembler.irregular, 0);
      }),
    );
  });

  it("a second waits for the slowest worker until that worker has finished", () => {
    const assembler = new SecondAssembler(2, new Date(0));
    assert.deepEqual(assembler.add(0, part(0)), []);
    assert.deepEqual(assembler.add(0, part(1)), []);
    assert.equal(assembler.finish(1).length, 2);
  });

  it("a second that arrives twice is refused and counted", () => {
    const assembler = new SecondAssembler(1, new Date(0));
    assembler.add(0, part(0));
    assert.equal(assembler.add(0, part(0)), false);
    assert.equal(assembler.irregular, 1);
  });

  it("skipped seconds are counted", () => {
    const assembler = new SecondAssembler(1, new Date(0));
    assembler.add(0, part(0));
    assembler.add(0, part(3));
    assert.equal(assembler.irregular, 2);
  });

  it("a second has a percentile only where it differs from the maximum", () => {
    const assembler = new SecondAssembler(1, new Date(0));
    const values = Array.from({ length: 20 }, (_, at) => (at + 1) * 1000);
    const complete = assembler.add(0, part(0, values));
    assert.ok(complete !== false);
    const { p50Ms, p95Ms, p99Ms } = complete[0]!.second;
    assert.deepEqual([Math.round(p50Ms!), Math.round(p95Ms!), p99Ms], [10, 19, null]);
  });
});
