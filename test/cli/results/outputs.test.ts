import assert from "node:assert/strict";
import type { StackEngine, StateResource } from "../../../cli/engines/engine.ts";
import { managedResources, measuredCells } from "../../../cli/engines/engine.ts";
import { cellProblems, staleness } from "../../../cli/results/outputs.ts";
import { anOutputs, aStackSummary } from "../../helpers/builders.ts";

const cellInState = (cell: string, runId: string, digest?: string): StateResource => ({
  urn: `urn:pulumi:local::stackmark::pulumi-nodejs:dynamic/stackmark:LoadRun::${cell}`,
  type: "pulumi-nodejs:dynamic/stackmark:LoadRun",
  outputs: { runId, status: "complete", output: { digest } },
});
const engineWith = (resources: StateResource[], outputs: unknown = {}) =>
  ({
    resources: () => Promise.resolve(resources),
    outputs: () => Promise.resolve(outputs),
  }) as unknown as StackEngine;

describe("stack outputs", () => {
  const outputs = anOutputs({ runId: "r1" });
  const cells = outputs.load.map(({ cell }) => cell);
  const stale = (state: StateResource[], of: unknown = outputs) => staleness(engineWith(state, of), "local");

  it("outputs are current while the state has the same cells of the same run", async () => {
    const state = cells.map((cell) => cellInState(cell, "r1"));
    assert.equal(await stale(state), undefined);
    assert.equal(await stale([], {}), undefined);
  });

  it("outputs are stale when a cell in the state is missing, new, or of another run", async () => {
    const [first, ...rest] = cells;
    const state = rest.map((cell) => cellInState(cell, "r1"));
    assert.match((await stale([...state, cellInState(first!, "r2")]))!, new RegExp(first!));
    assert.match((await stale(state))!, new RegExp(first!));
    const more = [...cells.map((cell) => cellInState(cell, "r1")), cellInState("load-new-1", "r1")];
    assert.match((await stale(more))!, /load-new-1.*stackmark up/s);
  });

  it("outputs are stale when a cell was measured further in the same run", async () => {
    const [before, after] = ["a".repeat(64), "b".repeat(64)];
    const summary = aStackSummary(outputs, {}, { [cells[0]!]: before });
    assert.equal(await stale([cellInState(cells[0]!, "r1", before)], summary), undefined);
    assert.match((await stale([cellInState(cells[0]!, "r1", after)], summary))!, /update was interrupted/);
  });

  it("a cell that was stopped before it ran makes the outputs neither stale nor complete", async () => {
    const notRun = { ...cellInState("load-new-1", "r1"), outputs: { runId: "r1", status: "partial", output: null } };
    const engine = engineWith([...cells.map((cell) => cellInState(cell, "r1")), notRun], outputs);
    assert.equal(await staleness(engine, "local"), undefined);
    assert.deepEqual(await cellProblems(engine, outputs), [`${outputs.stack} load-new-1: not run: stopped`]);
  });

  it("cells that are not evidence are listed with their reasons", async () => {
    assert.deepEqual(await cellProblems(engineWith([]), outputs), []);
    const [cell] = outputs.load;
    const broken = {
      ...cell!,
      result: { ...cell!.result, status: "invalid" as const, reasons: [{ code: "x", message: "why" }] },
    };
    const problems = await cellProblems(engineWith([]), { ...outputs, load: [broken] });
    assert.deepEqual(problems, [`${outputs.stack} ${cell!.cell}: invalid: why`]);
  });

  it("neither the stack itself nor its providers count as managed resources", () => {
    const stack = { urn: "urn:s", type: "pulumi:pulumi:Stack" };
    const provider = { urn: "urn:p", type: "pulumi:providers:pulumi-nodejs" };
    assert.deepEqual(managedResources([stack, provider, cellInState("c", "r")]), [cellInState("c", "r").urn]);
    assert.deepEqual(
      [...measuredCells([stack, provider, cellInState("c", "r")])],
      [["c", { runId: "r", digest: null }]],
    );
  });
});
