import assert from "node:assert/strict";
import { runText } from "../../../cli/results/run-text.ts";

describe("runText", () => {
  it("a stack that measured nothing has no run", () => {
    assert.equal(runText({ runId: "keep", provenance: "measured" }), "nothing was measured");
    assert.equal(runText({ runId: "edge-1", provenance: "measured" }), "run edge-1 (measured)");
  });
});
