import assert from "node:assert/strict";
import { diff } from "../../../infra/load/cell.ts";
import { anOutcome, cellState, someInputs } from "../helpers/builders.ts";

const inputs = someInputs();
const measured = cellState(inputs, anOutcome());

describe("whether a cell is measured again", () => {
  it("is no for equal inputs and a complete result", () => {
    assert.deepEqual(diff(measured, inputs), { changes: false, replaces: [], deleteBeforeReplace: true });
  });

  it("is no for another address, other machines, another order, margin or provider text", () => {
    const other = someInputs({
      target: "http://127.0.0.1:2",
      instances: ["server/2"],
      machines: ["other"],
      order: 5,
      marginMs: 1,
    });
    assert.equal(diff(measured, { ...other, __provider: "new code" } as typeof other).changes, false);
  });

  it("is no for `keep`, whatever run it was measured in", () => {
    assert.equal(diff({ ...measured, runId: "run-7" }, someInputs({ runId: "keep" })).changes, false);
  });

  it("is no for the run that it was measured in, and for the run that was asked for then", () => {
    assert.equal(diff(measured, someInputs({ runId: "run-1" })).changes, false);
    assert.equal(diff({ ...measured, askedRunId: "run-0" }, someInputs({ runId: "run-0" })).changes, false);
  });

  for (const [what, change] of Object.entries({
    runId: { runId: "run-2" },
    spec: { spec: { ...inputs.spec, users: 3 } },
    workloadDigest: { workloadDigest: "other" },
    topologyDigest: { topologyDigest: "other" },
  }))
    it(`is yes, by replacement, for another ${what}`, () => {
      const { changes, replaces, deleteBeforeReplace } = diff(measured, someInputs(change));
      assert.deepEqual([changes, replaces, deleteBeforeReplace], [true, [what], true]);
    });

  for (const status of ["partial", "invalid"] as const)
    it(`is yes, in place, while the result is ${status}`, () => {
      const { changes, replaces } = diff({ ...measured, status }, inputs);
      assert.deepEqual([changes, replaces], [true, []]);
    });
});
