import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import { coverage, meanOfEach } from "../../../results/compare/deployments.ts";
import type { CellOutput, StackOutputs } from "../../../results/schema/outputs.ts";
import { aRun, rounds } from "./rounds.ts";

describe("what a comparison speaks of", () => {
  const p50 = (a: StackOutputs, b: StackOutputs) =>
    compare(a, b).levels[0]!.metrics.find(({ metric }) => metric === "p50")!;

  it("is these deployments where a side has one: repeats of it share what it was like", () => {
    const { verdicts } = compare(aRun("a", "x", 10), aRun("b", "y", 10));
    assert.match(
      verdicts.why,
      /cover what differs between repeats of one deployment.*: they speak of these deployments/,
    );
  });

  it("is topologies from three deployments a side", () => {
    const { verdicts } = compare(rounds("a", [10, 10.2, 9.9]), rounds("b", [20, 20.3, 19.8]));
    assert.match(verdicts.why, /cover what differs between 3 deployments a side: they speak of these topologies/);
    const few = compare(rounds("a", [10, 10.2]), rounds("b", [20, 20.3]));
    assert.match(few.verdicts.why, /2 deployments a side, which are too few to speak of topologies: that takes 3/);
  });

  it("takes each deployment as one value: its repeats agree, and would make a narrow interval of one cluster's luck", () => {
    const spread = p50(rounds("a", [10, 14, 18]), rounds("b", [11, 15, 20])).spread!;
    // Three lives a side, not six cells: Welch's degrees of freedom are at most 4.
    assert.ok(spread.estimate.degreesOfFreedom <= 4 + 1e-9, String(spread.estimate.degreesOfFreedom));
    const { low, high } = spread.interval;
    assert.ok(low < 0 && high > 0);
  });

  it("has as many values as lives, each the mean of its own cells, in whatever order they come", () => {
    const cells = fc.array(
      fc.record({ life: fc.constantFrom("a", "b", "c"), value: fc.integer({ min: 1, max: 99 }) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(cells, (all) => {
        const side = all.map(({ life }) => ({ deployment: life }));
        const naive = new Map<string, number[]>();
        for (const { life, value } of all) naive.set(life, [...(naive.get(life) ?? []), value]);
        const expected = [...naive.values()].map((own) => own.reduce((sum, v) => sum + v, 0) / own.length);
        assert.deepEqual(
          meanOfEach(
            side,
            all.map(({ value }) => value),
          ),
          expected,
        );
      }),
    );
  });

  it("is these deployments too where cells don't say which was theirs", () => {
    const unknown = rounds("a", [1, 2, 3]).load.map(({ deployment: _unknown, ...cell }) => cell as CellOutput);
    assert.match(coverage(unknown, rounds("b", [1, 2, 3]).load), /these deployments/);
  });
});
