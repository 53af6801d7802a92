import assert from "node:assert/strict";
import { generateSteps } from "../../../engine/steps/generate-steps.ts";
import { StepGenerator } from "../../../engine/steps/step-generator.ts";
import { decide, goal, ops, state, urnOf } from "./decide.ts";

describe("step generator", () => {
  it("a new resource is created", () => {
    const decided = decide([], goal("a", { x: 1 }));
    assert.deepEqual(ops(decided), ["create a"]);
    assert.deepEqual(
      decided.requests.map(({ kind }) => kind),
      ["check"],
    );
  });

  it("a resource without changes stays the same", () => {
    assert.deepEqual(ops(decide([state("a", { x: 1 })], goal("a", { x: 2 }))), ["same a"]);
  });

  it("a changed resource is updated", () => {
    assert.deepEqual(ops(decide([state("a", { x: 1 })], goal("a", { x: 2 }), { changes: "some" })), ["update a"]);
  });

  it("a resource with init errors is updated even if nothing changed", () => {
    assert.deepEqual(ops(decide([state("a", {}, { initErrors: ["not ready"] })], goal("a", {}))), ["update a"]);
  });

  it("a second resource with the same URN is refused", () => {
    const generator = new StepGenerator([], { stack: "dev", project: "shop", preview: false }, () => {});
    generator.urns.add(urnOf("a"));
    assert.throws(() => generateSteps(generator, goal("a", {})).next(), /Duplicate resource URN/);
  });

  it("ignoreChanges sends the old values to the provider", () => {
    const registered = goal("a", { x: 2, y: 2 }, { ignoreChanges: ["x"] });
    const { requests } = decide([state("a", { x: 1, y: 1 })], registered);
    for (const { newInputs } of requests) assert.deepEqual(newInputs, { x: 1, y: 2 });
  });
});

describe("step generator: imports", () => {
  it("an imported resource is updated if the program's inputs differ", () => {
    const registered = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([], registered)), ["import a"]);
    assert.deepEqual(ops(decide([], registered, { changes: "some" })), ["import a", "update a"]);
    const replaced = decide([state("a", { x: 1 }, { id: "other" })], registered);
    assert.deepEqual(ops(replaced), ["import-replacement a", "replace a"]);
  });

  it("a resource that has the ID of its import option, or was imported with it, is not imported again", () => {
    const registered = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([state("a", { x: 1 })], registered)), ["same a"]);
    const imported = state("a", { x: 1 }, { id: "/full/a-1", importID: "a-1" });
    assert.deepEqual(ops(decide([imported], registered)), ["same a"]);
  });

  it("an imported resource is not replaced while the program has the `import` option", () => {
    const registered = goal("a", { x: 2 }, { importId: "a-1" });
    const diff = { changes: "some", replaces: ["x"] } as const;
    assert.throws(() => decide([state("a", { x: 1 })], registered, { ...diff, replaces: ["x"] }), /x: 1 => 2/);
    const previewed = decide([state("a", { x: 1 })], registered, { ...diff, replaces: ["x"] }, { preview: true });
    assert.deepEqual(ops(previewed), ["create-replacement a", "replace a"]);
    assert.match(previewed.diagnostics.join(), /may not be replaced/);
  });
});
