import assert from "node:assert/strict";
import { nextStep } from "../../../results/archive/index.ts";
import fc from "fast-check";
import { compare, pool, poolArchived, poolStacks } from "../../../results/compare/index.ts";
import { renderReport } from "../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../helpers/archived-runs.ts";
import { aRun, rounds } from "./rounds.ts";

describe("runs of one stack with machines of their own", () => {
  it("pooled runs are one side, with their repeats numbered consecutively", () => {
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
  });

  it("pooled runs keep each note once, and a note says that they are pooled", () => {
    const noted = (deployment: string) => ({ ...aRun("a", deployment, 10), notes: ["vxlan is not encrypted"] });
    assert.deepEqual(pool([noted("x"), noted("y")]).notes, [
      "vxlan is not encrypted",
      "pooled from 2 runs, each on its own machines",
    ]);
  });

  it("pooling one run returns it unchanged", () => {
    const one = aRun("a", "x", 10);
    assert.equal(pool([one]), one);
  });

  it("pooling loses no cell and gives each a unique name, whatever the number of repeats", () => {
    const repeats = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(repeats, (counts) => {
        const runs = counts.map((count, i) => aRun("a", `life${i}`, 10, count));
        const { load, runId } = pool(runs);
        assert.deepEqual(
          load.map(({ result }) => result),
          runs.flatMap((run) => run.load.map(({ result }) => result)),
        );
        assert.equal(new Set(load.map(({ cell }) => cell)).size, load.length);
        assert.ok(load.every((cell) => cell.runId === runId && cell.cell === `load-low-${cell.repeat}`));
        if (load.length > 0) compare(pool(runs), aRun("b", "other", 10));
      }),
    );
  });

  it("poolStacks makes one side per stack, in order of first appearance", () => {
    const runs = [aRun("b", "1", 10), aRun("a", "2", 10), aRun("b", "3", 10)];
    assert.deepEqual(
      poolStacks(runs).map(({ stack, load }) => [stack, load.length]),
      [
        ["b", 4],
        ["a", 2],
      ],
    );
  });
});

/** The same run under another id. */
function renamed(run: ReturnType<typeof aLocalRun>, runId: string): typeof run {
  const load = run.outputs!.load.map((cell) => ({ ...cell, runId }));
  const cells = run.cells.map((cell, i) => ({ ...cell, output: load[i]! }));
  return { ...run, runId, outputs: { ...run.outputs!, runId, load }, cells };
}

describe("archived runs of one stack", () => {
  const runs = [
    renamed(aLocalRun(), "a-1"),
    renamed(aWanRun(), "b-1"),
    renamed(aLocalRun({ latencyMs: 7 }), "a-2"),
    renamed(aWanRun({ latencyMs: 7 }), "b-2"),
  ];

  it("poolArchived makes one run per stack, with pooled outputs and each cell's series", () => {
    const [a, b, ...more] = poolArchived(runs);
    assert.deepEqual([a!.stack, b!.stack, more.length], ["local", "local-wan", 0]);
    assert.equal(a!.runId, "a-2 and 1 earlier");
    assert.deepEqual(a!.outputs, pool([runs[0]!.outputs!, runs[2]!.outputs!]));
    assert.deepEqual(
      a!.cells.map(({ output }) => output),
      a!.outputs.load,
    );
    const second = a!.cells.find(({ cell }) => cell === "load-low-2")!;
    assert.equal(second.histograms, runs[2]!.cells[0]!.histograms);
  });

  it("pooled archived runs are one column of a report, with a verdict on their repeats", () => {
    const [a, b] = poolArchived(runs);
    const page = renderReport([a!, b!], compare(a!.outputs!, b!.outputs!));
    assert.equal(page.match(/<figure class="side">/g)?.length, 2);
    assert.match(page, /2 complete/);
  });

  it("pooled archived runs keep cells without a result, the problems of each run, and a status that is not complete", () => {
    const cut = { ...runs[2]!, outputs: null, cells: runs[2]!.cells.map((cell) => ({ ...cell, output: null })) };
    const partial = { ...cut, status: "partial" as const, problems: ["load-low-1: not run: stopped"] };
    const [a] = poolArchived([partial, runs[0]!]);
    assert.deepEqual([a!.status, a!.problems], ["partial", ["a-2: load-low-1: not run: stopped"]]);
    assert.match(nextStep({ ...a!, status: "invalid" }), /`stackmark results show RUN`/);
    assert.deepEqual([a!.cells.length, a!.outputs!.load.length], [6, 3]);
    assert.deepEqual(poolArchived([runs[0]!]), [runs[0]!]);
  });
});
