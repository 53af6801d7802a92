import assert from "node:assert/strict";
import { create, diff } from "../../../../infra/hosts/ssh-keys/lifecycle.ts";

describe("the SSH key resource", () => {
  const made = create({ comment: "stackmark/edge" });

  it("a key with the same comment is kept", () => {
    assert.deepEqual(diff(made.outs, { comment: "stackmark/edge" }), { changes: false, replaces: [] });
  });

  it("a key with another comment is replaced", () => {
    assert.deepEqual(diff(made.outs, { comment: "stackmark/other" }), { changes: true, replaces: ["comment"] });
  });
});
