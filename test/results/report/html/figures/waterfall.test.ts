import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../../../results/compare/index.ts";
import { waterfallsOf } from "../../../../../results/report/html/figures/waterfall.ts";
import { aLocalRun, aWanRun } from "../../../../helpers/archived-runs.ts";

describe("the waterfall of a latency", () => {
  it("steps continue each other, from the latency before to the one after", () => {
    const positive = fc.double({ min: 1, max: 100, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 5 }), (before, after, tripsPerRank) => {
        const [a, b] = [aLocalRun({ latencyMs: before }), aWanRun({ latencyMs: after, tripsPerRank })];
        const found = waterfallsOf(compare(a.outputs!, b.outputs!));
        assert.deepEqual(found.map(({ level }) => level), ["low", "medium", "high"]); // prettier-ignore
        for (const { steps } of found) {
          const [first, links, rest, last] = steps;
          assert.deepEqual(steps.map(({ kind }) => kind), ["before", "links", "rest", "after"]); // prettier-ignore
          assert.equal(links!.fromMs, first!.toMs);
          assert.equal(rest!.fromMs, links!.toMs);
          assert.equal(last!.toMs, rest!.toMs);
          // Three sequential round trips of 60 ms on average for each one per rank.
          assert.ok(Math.abs(links!.toMs - links!.fromMs - 180 * tripsPerRank) < 1e-9 * links!.toMs);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("there is none where links add nothing", () => {
    const [a, b] = [aLocalRun(), aLocalRun({ latencyMs: 9 })];
    const outputs = {
      ...b.outputs!,
      runId: "run-c",
      load: b.outputs!.load.map((cell) => ({ ...cell, runId: "run-c" })),
    };
    assert.deepEqual(waterfallsOf(compare(a.outputs!, outputs)), []);
  });
});
