import assert from "node:assert/strict";
import { compare, pool, poolArchived } from "../../../results/compare/index.ts";
import { renderReport } from "../../../results/report/index.ts";
import { aLocalRun, aWanRun } from "../../helpers/archived-runs.ts";

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

  it("are pooled to one run a stack, with the outputs that pooling gives and each cell's own series", () => {
    const [a, b, ...more] = poolArchived(runs);
    assert.deepEqual([a!.stack, b!.stack, more.length], ["local", "local-wan", 0]);
    assert.equal(a!.runId, "a-2 and 1 before it");
    assert.deepEqual(a!.outputs, pool([runs[0]!.outputs!, runs[2]!.outputs!]));
    assert.deepEqual(
      a!.cells.map(({ output }) => output),
      a!.outputs.load,
    );
    const second = a!.cells.find(({ cell }) => cell === "load-low-2")!;
    assert.equal(second.histograms, runs[2]!.cells[0]!.histograms);
  });

  it("are one column of a report, with a verdict of their repeats", () => {
    const [a, b] = poolArchived(runs);
    const page = renderReport([a!, b!], compare(a!.outputs!, b!.outputs!));
    assert.equal(page.match(/<th scope="col">local /g)?.length, 1);
    assert.match(page, /2 complete/);
  });

  it("keep what was cut off, and say whose problems are whose", () => {
    const cut = { ...runs[2]!, outputs: null, cells: runs[2]!.cells.map((cell) => ({ ...cell, output: null })) };
    const [a] = poolArchived([runs[0]!, { ...cut, problems: ["it was never closed"] }]);
    assert.deepEqual(a!.problems, ["a-2: it was never closed"]);
    assert.deepEqual([a!.cells.length, a!.outputs!.load.length], [6, 3]);
    assert.deepEqual(poolArchived([runs[0]!]), [runs[0]!]);
  });
});
