import assert from "node:assert/strict";
import { Generation } from "../../../engine/steps/step-generator.ts";
import type { Question } from "../../../engine/steps/provider-requests.ts";
import { registerSteps } from "../../../engine/steps/generate-steps.ts";
import { Selection } from "../../../engine/steps/selection.ts";
import type { Step } from "../../../engine/steps/step.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";

describe("step generation: aliases", () => {
  it("goes on with a resource under the name that it had before", () => {
    const decided = decide([state("old", { x: 1 })], goal("new", { x: 1 }, { aliases: [{ name: "old" }] }));
    assert.deepEqual(ops(decided), ["same new"]);
    assert.equal(decided.steps[0]?.old?.urn, urnOf("old"));
  });

  it("leaves what is not targeted under its old name, where its children find it", () => {
    const group = { type: "my:index:Group", custom: false };
    const old = { ...group, urn: "urn:pulumi:dev::shop::my:index:Group::old" };
    const selection = new Selection({ targets: [urnOf("other")] });
    const options = { stack: "dev", project: "shop", preview: false, selection };
    const generation = new Generation([old], options, () => {});
    const renamed = registerSteps(generation, goal("new", {}, { ...group, aliases: [{ name: "old" }] })).next();
    assert.deepEqual(
      (renamed.value as Step[]).map(({ op, urn }) => [op, urn]),
      [["same", old.urn]],
    );
    const child = registerSteps(generation, goal("child", {}, { parent: old.urn })).next();
    assert.equal((child.value as Step[])[0]?.skippedCreate, true);
  });

  it("checks a resource that claims another one's place, then ends", () => {
    const said: string[] = [];
    const options = { stack: "dev", project: "shop", preview: false };
    const generation = new Generation([state("old", {})], options, ({ message }) => said.push(message));
    generation.aliased.set(urnOf("old"), urnOf("first"));
    const asking = registerSteps(generation, goal("second", { x: 1 }, { aliases: [{ name: "old" }] }));
    const { value } = asking.next();
    assert.deepEqual([(value as Question).kind, said.length], ["check", 1]);
    assert.throws(() => asking.next({ inputs: { x: 1 }, failures: [] }), /second is invalid/);
  });
});
