import assert from "node:assert/strict";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";
import { isSkippedCreate } from "../../../engine/steps/step.ts";

describe("step generator: a destroy that runs the program", () => {
  const destroying = { destroys: true };

  it("leaves resources as they are, unchecked, and makes none", () => {
    const kept = decide([state("a", { x: 1 })], goal("a", { x: 2 }), {}, destroying);
    assert.deepEqual([ops(kept), kept.requests, kept.steps[0]?.new?.inputs], [["same a"], [], { x: 1 }]);
    const missing = decide([], goal("a", { x: 2 }), {}, destroying);
    assert.deepEqual([ops(missing), missing.steps[0]?.skippedCreate], [["same a"], true]);
  });

  it("registers components and providers as in an update", () => {
    const component = goal("a", {}, { custom: false, provider: "" });
    assert.deepEqual(ops(decide([], component, {}, destroying)), ["create a"]);
  });

  it("does without what needs something that is not made", () => {
    const generator = new StepGenerator(
      [state("b", { x: 1 })],
      { stack: "dev", project: "shop", preview: false, ...destroying },
      () => {},
    );
    for (const registered of [goal("a", {}), goal("b", { x: 1 }, { dependencies: [urnOf("a")] })]) {
      const { value, done } = generateSteps(generator, registered).next();
      assert.equal(done, true);
      assert.equal(value[0] && isSkippedCreate(value[0]), true);
    }
    assert.deepEqual([...generator.toDelete, generator.isOperatedOn(urnOf("b"))], [false]);
  });
});
