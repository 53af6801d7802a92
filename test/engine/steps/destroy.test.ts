import assert from "node:assert/strict";
import { Generation } from "../../../engine/steps/step-generator.ts";
import { registerSteps } from "../../../engine/steps/generate-steps.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";

describe("step generation: a destroy that runs the program", () => {
  const destroying = { destroys: true };

  it("leaves resources as they are, unchecked, and makes none", () => {
    const kept = decide([state("a", { x: 1 })], goal("a", { x: 2 }), {}, destroying);
    assert.deepEqual([ops(kept), kept.questions, kept.steps[0]?.new?.inputs], [["same a"], [], { x: 1 }]);
    const missing = decide([], goal("a", { x: 2 }), {}, destroying);
    assert.deepEqual([ops(missing), missing.steps[0]?.skippedCreate], [["same a"], true]);
  });

  it("registers components and providers as in an update", () => {
    const component = goal("a", {}, { custom: false, provider: "" });
    assert.deepEqual(ops(decide([], component, {}, destroying)), ["create a"]);
  });

  it("does without what needs something that is not made", () => {
    const generation = new Generation(
      [state("b", { x: 1 })],
      { stack: "dev", project: "shop", preview: false, ...destroying },
      () => {},
    );
    for (const asked of [goal("a", {}), goal("b", { x: 1 }, { dependencies: [urnOf("a")] })]) {
      const { value, done } = registerSteps(generation, asked).next();
      assert.equal(done, true);
      assert.equal(value[0]?.skippedCreate, true);
    }
    assert.deepEqual([...generation.leaving, generation.isOperatedOn(urnOf("b"))], [false]);
  });
});
