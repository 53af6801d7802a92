import assert from "node:assert/strict";
import { Generation } from "../../../engine/steps/step-generator.ts";
import { registerSteps } from "../../../engine/steps/generate-steps.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";

describe("step generation", () => {
  it("creates what is new", () => {
    const decided = decide([], goal("a", { x: 1 }));
    assert.deepEqual(ops(decided), ["create a"]);
    assert.deepEqual(
      decided.questions.map(({ kind }) => kind),
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
    const generation = new Generation([], { stack: "dev", project: "shop", preview: false }, () => {});
    generation.seen.add(urnOf("a"));
    assert.throws(() => registerSteps(generation, goal("a", {})).next(), /Duplicate resource URN/);
  });

  it("asks with the old values where changes are ignored", () => {
    const asked = goal("a", { x: 2, y: 2 }, { ignoreChanges: ["x"] });
    const { questions } = decide([state("a", { x: 1, y: 1 })], asked);
    for (const { newInputs } of questions) assert.deepEqual(newInputs, { x: 1, y: 2 });
  });
});
