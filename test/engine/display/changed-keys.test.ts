import assert from "node:assert/strict";
import { changedKeys } from "../../../engine/display/changed-keys.ts";
import type { StepMetadata, StepState } from "../../../engine/model.ts";
import type { Properties } from "../../../engine/values.ts";

const state = (inputs: Properties): StepState => ({
  ...{ type: "a:b:C", urn: "u", id: "", parent: "", provider: "", inputs, outputs: {} },
});
const update = (old: Properties, next: Properties, more: Partial<StepMetadata> = {}): StepMetadata => ({
  ...{ op: "update", urn: "u", type: "a:b:C", old: state(old), new: state(next), ...more },
});

describe("changed keys", () => {
  it("changed keys are the top-level properties of the provider's diff", () => {
    const detailedDiff = Object.fromEntries(
      ["a.b[0]", 'a["c"]', '["x.y"].z', "gone"].map((path) => [path, { diffKind: "update", inputDiff: false }]),
    );
    const shown = changedKeys(update({ a: 1, gone: 1 }, { a: 2, "x.y": {} }, { detailedDiff }));
    assert.equal(shown, "+x.y,-gone,~a");
  });

  it("changed keys are those with different inputs if there is no diff", () => {
    assert.equal(changedKeys(update({ a: 1, b: [1], __provider: "x" }, { a: 1, b: [2], c: 1 })), "+c,~b");
    assert.equal(changedKeys({ ...update({ a: 1 }, { a: 2 }), op: "same" }), "");
  });
});
