import assert from "node:assert/strict";
import { create, diff } from "../../../../infra/hosts/ssh-keys/lifecycle.ts";

describe("the SSH key resource", () => {
  const made = create({ comment: "stackmark/edge" });

  it("keeps its key while its purpose is the same", () => {
    assert.deepEqual(diff(made.outs, { comment: "stackmark/edge" }), { changes: false, replaces: [] });
  });

  it("makes another key for another purpose", () => {
    assert.deepEqual(diff(made.outs, { comment: "stackmark/other" }), { changes: true, replaces: ["comment"] });
  });
});
