import assert from "node:assert/strict";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";

describe("step generator", () => {
  it("creates what is new", () => {
    const decided = decide([], goal("a", { x: 1 }));
    assert.deepEqual(ops(decided), ["create a"]);
    assert.deepEqual(
      decided.requests.map(({ kind }) => kind),
      ["check"],
    );
  });

  it("leaves alone what the provider finds equal", () => {
    assert.deepEqual(ops(decide([state("a", { x: 1 })], goal("a", { x: 2 }))), ["same a"]);
  });

  it("updates what changed", () => {
    assert.deepEqual(ops(decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some" })), ["update a"]);
  });

  it("updates what failed to initialise although nothing changed", () => {
    assert.deepEqual(ops(decide([state("a", {}, { initErrors: ["not ready"] })], goal("a", {}))), ["update a"]);
  });

  it("refuses a second resource of the same URN", () => {
    const generator = new StepGenerator([], { stack: "dev", project: "shop", preview: false }, () => {});
    generator.urns.add(urnOf("a"));
    assert.throws(() => generateSteps(generator, goal("a", {})).next(), /Duplicate resource URN/);
  });

  it("asks with the old values where changes are ignored", () => {
    const registered = goal("a", { x: 2, y: 2 }, { ignoreChanges: ["x"] });
    const { requests } = decide([state("a", { x: 1, y: 1 })], registered);
    for (const { newInputs } of requests) assert.deepEqual(newInputs, { x: 1, y: 2 });
  });
});
