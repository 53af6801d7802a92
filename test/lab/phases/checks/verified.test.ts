import assert from "node:assert/strict";
import { verifiedChecks, type Verification } from "../../../../lab/phases/checks/verified.ts";

const BEFORE: Verification = {
  exitCode: 5,
  stdout:
    "edge: Azure still holds 2 of its resources\nAzure: x /g. Delete it with: az\nedge: edge-node still has /etc/rancher/k3s. Run on that machine: sudo sh x.sh, a copy of /x.sh\n",
};
const AFTER: Verification = {
  exitCode: 0,
  stdout: "edge: Azure holds nothing of it (2 resources before)\nedge: edge-node holds nothing of it\n",
};
const failing = (before: Verification, after: Verification, existing: string | null = "edge-node") =>
  verifiedChecks(before, after, existing)
    .filter(({ holds }) => !holds)
    .map(({ title }) => title);

describe("what `verify-destroyed` says around a destroy", () => {
  it("holds if it finds the stack before and nothing afterwards, on the existing machine, too", () => {
    assert.deepEqual(failing(BEFORE, AFTER), []);
    assert.equal(verifiedChecks(BEFORE, AFTER, null).length, 2);
  });

  it("an answer of nothing before the destroy, or of something afterwards, is noticed", () => {
    assert.ok(
      failing({ ...BEFORE, exitCode: 0 }, AFTER).includes("verify-destroyed finds the stack before its destroy"),
    );
    for (const exitCode of [1, 5])
      assert.ok(failing(BEFORE, { ...AFTER, exitCode }).includes("verify-destroyed finds nothing"));
  });

  it("an existing machine that was not asked is noticed", () => {
    const silent = "edge: edge-node was not asked (timed out): it is your machine\n";
    for (const [before, after] of [
      [{ ...BEFORE, stdout: silent }, AFTER],
      [BEFORE, { ...AFTER, stdout: silent }],
      [BEFORE, { ...AFTER, stdout: "" }],
    ] as const)
      assert.deepEqual(failing(before, after), ["verify-destroyed asks the existing machine"]);
  });
});
