import assert from "node:assert/strict";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import type { ProviderRequest } from "../../../engine/steps/provider-requests.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { Selection } from "../../../engine/steps/selection.ts";
import type { Step } from "../../../engine/steps/step.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";
import { isSkippedCreate } from "../../../engine/steps/step.ts";

describe("step generator: aliases", () => {
  it("an aliased resource is updated under its new name", () => {
    const decided = decide([state("old", { x: 1 })], goal("new", { x: 1 }, { aliases: [{ name: "old" }] }));
    assert.deepEqual(ops(decided), ["same new"]);
    assert.equal(decided.steps[0]?.old?.urn, urnOf("old"));
  });

  it("an untargeted renamed resource keeps its old URN, and its children refer to it by that URN", () => {
    const group = { type: "my:index:Group", custom: false };
    const old = { ...group, urn: "urn:pulumi:dev::shop::my:index:Group::old" };
    const selection = new Selection({ targets: [urnOf("other")] });
    const options = { stack: "dev", project: "shop", preview: false, selection };
    const generator = new StepGenerator([old], options, () => {});
    const renamed = generateSteps(generator, goal("new", {}, { ...group, aliases: [{ name: "old" }] })).next();
    assert.deepEqual(
      (renamed.value as Step[]).map(({ op, urn }) => [op, urn]),
      [["same", old.urn]],
    );
    const child = generateSteps(generator, goal("child", {}, { parent: old.urn })).next();
    assert.deepEqual((child.value as Step[]).map(isSkippedCreate), [true]);
  });

  it("a resource whose alias belongs to another one is checked before the deployment ends", () => {
    const diagnostics: string[] = [];
    const options = { stack: "dev", project: "shop", preview: false };
    const generator = new StepGenerator([state("old", {})], options, ({ message }) => diagnostics.push(message));
    generator.aliased.set(urnOf("old"), urnOf("first"));
    const generation = generateSteps(generator, goal("second", { x: 1 }, { aliases: [{ name: "old" }] }));
    const { value } = generation.next();
    assert.deepEqual([(value as ProviderRequest).kind, diagnostics.length], ["check", 1]);
    assert.throws(() => generation.next({ inputs: { x: 1 }, failures: [] }), /second is invalid/);
  });
});
