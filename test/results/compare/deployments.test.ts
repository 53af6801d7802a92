import assert from "node:assert/strict";
import fc from "fast-check";
import { compare, pool } from "../../../results/compare/index.ts";
import { coverage, meanOfEach } from "../../../results/compare/deployments.ts";
import type { CellOutput, StackOutputs } from "../../../results/schema/outputs.ts";
import { aCell, anEndpoint, aLatency, anOutputs, aResult } from "../../helpers/builders.ts";

/** A run of two repeats on machines of its own, at this latency. */
const run = (stack: string, deployment: string, avg: number): StackOutputs =>
  anOutputs({
    stack,
    runId: `${stack}-${deployment}`,
    load: [1, 2].map((repeat) =>
      aCell({
        cell: `load-low-${repeat}`,
        level: "low",
        runId: `${stack}-${deployment}`,
        repeat,
        deployment,
        result: aResult({ overall: anEndpoint({ latencyMs: aLatency(avg * (1 + repeat / 1000)) }) }),
      }),
    ),
  });
const rounds = (stack: string, latencies: number[]): StackOutputs =>
  pool(latencies.map((avg, i) => run(stack, `${stack}${i}`, avg)));

describe("runs of one stack with machines of their own", () => {
  it("are pooled to one side, with their repeats numbered on", () => {
    const pooled = rounds("a", [10, 11, 12]);
    assert.deepEqual(
      pooled.load.map(({ cell, repeat, deployment }) => [cell, repeat, deployment]),
      [
        ["load-low-1", 1, "a0"],
        ["load-low-2", 2, "a0"],
        ["load-low-3", 3, "a1"],
        ["load-low-4", 4, "a1"],
        ["load-low-5", 5, "a2"],
        ["load-low-6", 6, "a2"],
      ],
    );
    assert.ok(pooled.notes.includes("pooled from 3 runs, each with machines of its own"));
  });

  it("are themselves where there is one", () => {
    const one = run("a", "x", 10);
    assert.equal(pool([one]), one);
  });
});

describe("what a comparison speaks of", () => {
  const p50 = (a: StackOutputs, b: StackOutputs) =>
    compare(a, b).levels[0]!.metrics.find(({ metric }) => metric === "p50")!;

  it("is these deployments where a side has one: repeats of it share what it was like", () => {
    const { verdicts } = compare(run("a", "x", 10), run("b", "y", 10));
    assert.match(verdicts.why, /speaks of these deployments: intervals cover what differs between repeats of one/);
  });

  it("is topologies from three deployments a side", () => {
    const { verdicts } = compare(rounds("a", [10, 10.2, 9.9]), rounds("b", [20, 20.3, 19.8]));
    assert.match(verdicts.why, /speaks of these topologies: .* 3 deployments a side/);
    const few = compare(rounds("a", [10, 10.2]), rounds("b", [20, 20.3]));
    assert.match(few.verdicts.why, /2 deployments a side are too few to speak of topologies, which takes 3/);
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
