import assert from "node:assert/strict";
import { compare, pool } from "../../../results/compare/index.ts";
import { coverage } from "../../../results/compare/evidence.ts";
import type { CellOutput, StackOutputs } from "../../../results/schema/outputs.ts";
import { aRun, rounds } from "./rounds.ts";

describe("evidence and deployments of a comparison", () => {
  const p50 = (a: StackOutputs, b: StackOutputs) =>
    compare(a, b).levels[0]!.metrics.find(({ metric }) => metric === "p50")!;

  it("a comparison is about its deployments where a side has only one", () => {
    const { verdicts } = compare(aRun("a", "x", 10), aRun("b", "y", 10));
    assert.match(
      verdicts.why,
      /cover the variation between repeats of one deployment.*: the result holds for these deployments/,
    );
  });

  it("a comparison is about topologies from three deployments per side", () => {
    const { verdicts } = compare(rounds("a", [10, 10.2, 9.9]), rounds("b", [20, 20.3, 19.8]));
    assert.match(
      verdicts.why,
      /cover the variation between 3 deployments per side: the result holds for these topologies/,
    );
    const few = compare(rounds("a", [10, 10.2]), rounds("b", [20, 20.3]));
    assert.match(few.verdicts.why, /2 deployments per side, too few for a result about topologies \(at least 3\)/);
  });

  it("each deployment is one value, so that its repeats do not narrow the interval", () => {
    const spread = p50(rounds("a", [10, 14, 18]), rounds("b", [11, 15, 20])).spread!;
    // Three lives a side, not six cells: Welch's degrees of freedom are at most 4.
    assert.ok(spread.estimate.degreesOfFreedom <= 4 + 1e-9, String(spread.estimate.degreesOfFreedom));
    const { low, high } = spread.interval;
    assert.ok(low < 0 && high > 0);
  });

  it("deployments that took turns are paired, each as the mean of its cells", () => {
    const began = (minute: number, outputs: StackOutputs): StackOutputs => ({
      ...outputs,
      load: outputs.load.map((cell, i) => ({
        ...cell,
        result: { ...cell.result, startedAt: `2026-03-01T10:${String(minute + i).padStart(2, "0")}:00.000Z` },
      })),
    });
    const side = (stack: string, latencies: number[], minutes: number[]) =>
      pool(latencies.map((avg, i) => began(minutes[i]!, aRun(stack, `${stack}${i}`, avg))));
    const spread = p50(side("a", [10, 20, 30], [0, 30, 40]), side("b", [11, 22, 33], [10, 20, 50])).spread!;
    assert.equal(spread.method, "paired");
    assert.deepEqual(spread.values, { a: 3, b: 3 });
    assert.ok(Math.abs(spread.estimate.difference - Math.log(1.1)) < 1e-9);
    assert.ok(spread.interval.high - spread.interval.low < 1e-6, "every pair differs by the same");
  });

  it("a comparison is about its deployments where cells do not name theirs", () => {
    const unknown = rounds("a", [1, 2, 3]).load.map(({ deployment: _unknown, ...cell }) => cell as CellOutput);
    assert.match(coverage(unknown, rounds("b", [1, 2, 3]).load), /these deployments/);
  });
});
