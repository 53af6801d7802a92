import assert from "node:assert/strict";
import { previewDigest } from "../../../engine/commands/operation/preview-json.ts";
import type { StepInfo } from "../../../engine/steps/step.ts";
import { secret } from "../../../engine/values.ts";
import { said, summary } from "../display/events.ts";
import { PROVIDER, STACK, thing } from "../state/states.ts";

const step = (op: StepInfo["op"], more: Partial<StepInfo> & Pick<StepInfo, "urn" | "type">): StepInfo => ({
  op,
  logical: true,
  ...more,
});
const about = (state: typeof STACK) => ({ urn: state.urn, type: state.type });

describe("JSON of a preview", () => {
  it("preview --json has logical steps, without default providers and unchanged resources except the stack", () => {
    const a = thing("a");
    const steps = [
      step("same", about(STACK)),
      step("create", about(PROVIDER)),
      step("same", about(a)),
      { ...step("create-replacement", about(a)), logical: false },
      step("replace", about(a)),
    ];
    const digest = previewDigest(steps, [summary({ replace: 1, same: 2, create: 0 })], 1.5);
    assert.deepEqual(
      digest.steps.map(({ op, urn }) => [op, urn]),
      [
        ["same", STACK.urn],
        ["replace", a.urn],
      ],
    );
    assert.equal(digest.duration, 1_500_000);
    assert.deepEqual(Object.keys(digest.changeSummary), ["create", "replace", "same"]);
  });

  it("preview --json has old and new states, without secrets", () => {
    const old = thing("a", { inputs: { pass: secret("needle") } });
    const { outputs: _, ...next } = thing("a", { inputs: { pass: secret("needle 2"), size: 1 } });
    const [only] = previewDigest([step("update", { ...about(old), old, new: next })], [], 0).steps;
    assert.deepEqual(only?.oldState?.inputs, { pass: "[secret]" });
    assert.deepEqual(only?.newState?.inputs, { pass: "[secret]", size: 1 });
    assert.equal(only?.newState?.outputs, undefined);
  });

  it("preview --json has the reasons of a replacement, and the old state marked for deletion", () => {
    const [old, next] = [thing("a"), thing("a", { inputs: { name: "b" } })];
    const replace = step("replace", { ...about(old), old, new: next, keys: ["name"], diffs: ["name", "size"] });
    const [only] = previewDigest([replace], [], 0).steps;
    assert.equal(only?.oldState?.delete, true);
    assert.deepEqual(only?.newState?.outputs, { name: "b" });
    assert.deepEqual([only?.replaceReasons, only?.diffReasons], [["name"], ["name", "size"]]);
  });

  it("preview --json has the detailed diff of the provider", () => {
    const [old, next] = [thing("a"), thing("a", { inputs: { name: "b" } })];
    const detailedDiff = { name: { diffKind: "update-replace", inputDiff: true } } as const;
    const steps = [undefined, detailedDiff].map((detailed) =>
      step("update", { ...about(old), old, new: next, ...(detailed ? { detailedDiff: detailed } : {}) }),
    );
    assert.deepEqual(
      previewDigest(steps, [], 0).steps.map((one) => one.detailedDiff),
      [null, { name: { kind: "update-replace", inputDiff: true } }],
    );
  });

  it("preview --json has unchanged resources whose protection changes, and refreshes with their old state", () => {
    const a = thing("a");
    const steps = [
      step("same", { ...about(a), old: a, new: thing("a", { protect: true }) }),
      { ...step("refresh", { ...about(a), old: a }), logical: false },
    ];
    const [same, refresh] = previewDigest(steps, [], 0).steps;
    assert.equal(same?.newState?.protect, true);
    assert.deepEqual([refresh?.op, refresh?.newState], ["refresh", refresh?.oldState]);
  });

  it("preview --json has diagnostics, without debug and ephemeral ones", () => {
    const events = [
      said("debug", "d"),
      said("info", "i", "urn:x", true),
      said("warning", "w", "urn:x"),
      said("error", "e"),
    ];
    assert.deepEqual(previewDigest([], events, 0).diagnostics, [
      { urn: "urn:x", message: "warning: w\n", severity: "warning" },
      { message: "error: e\n", severity: "error" },
    ]);
  });
});
