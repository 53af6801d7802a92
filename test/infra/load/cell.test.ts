import assert from "node:assert/strict";
import { diff } from "../../../infra/load/cell.ts";
import { anOutcome, cellState, someInputs } from "../helpers/builders.ts";

const inputs = someInputs();
const measured = cellState(inputs, anOutcome());

describe("diff of a LoadRun", () => {
  it("a cell with a complete result is not measured again for equal inputs", () => {
    assert.deepEqual(diff(measured, inputs), { changes: false, replaces: [], deleteBeforeReplace: true });
  });

  it("a cell is not measured again for another address, other machines, another order, margin or provider text", () => {
    const other = someInputs({
      target: "http://127.0.0.1:2",
      instances: ["server/2"],
      machines: ["other"],
      order: 5,
      marginMs: 1,
    });
    assert.equal(diff(measured, { ...other, __provider: "new code" } as typeof other).changes, false);
  });

  it("a cell is not measured again for run id `keep`, whatever run it was measured in", () => {
    assert.equal(diff({ ...measured, runId: "run-7" }, someInputs({ runId: "keep" })).changes, false);
  });

  it("a cell is not measured again for the run that it was measured in, or the run that was requested then", () => {
    assert.equal(diff(measured, someInputs({ runId: "run-1" })).changes, false);
    assert.equal(diff({ ...measured, askedRunId: "run-0" }, someInputs({ runId: "run-0" })).changes, false);
  });

  for (const [what, change] of Object.entries({
    runId: { runId: "run-2" },
    spec: { spec: { ...inputs.spec, users: 3 } },
    workloadDigest: { workloadDigest: "other" },
    topologyDigest: { topologyDigest: "other" },
  }))
    it(`a cell is replaced for another ${what}`, () => {
      const { changes, replaces, deleteBeforeReplace } = diff(measured, someInputs(change));
      assert.deepEqual([changes, replaces, deleteBeforeReplace], [true, [what], true]);
    });

  for (const status of ["partial", "invalid"] as const)
    it(`a cell is updated while its result is ${status}`, () => {
      const { changes, replaces } = diff({ ...measured, status }, inputs);
      assert.deepEqual([changes, replaces], [true, []]);
    });
});
