import assert from "node:assert/strict";
import { decide, goal, ops, state } from "./decide.ts";

describe("step generator: imports", () => {
  it("imports what is to be, and updates it where the program asks for something else", () => {
    const registered = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([], registered)), ["import a"]);
    assert.deepEqual(ops(decide([], registered, { changes: "some" })), ["import a", "update a"]);
    const replaced = decide([state("a", { x: 1 }, { id: "other" })], registered);
    assert.deepEqual(ops(replaced), ["import-replacement a", "replace a"]);
  });

  it("imports once: then the ID is that of the resource, or was when it was imported", () => {
    const registered = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([state("a", { x: 1 })], registered)), ["same a"]);
    const imported = state("a", { x: 1 }, { id: "/full/a-1", importID: "a-1" });
    assert.deepEqual(ops(decide([imported], registered)), ["same a"]);
  });

  it("does not replace what an `import` still stands for", () => {
    const registered = goal("a", { x: 2 }, { importId: "a-1" });
    const diff = { changes: "some", replaces: ["x"] } as const;
    assert.throws(() => decide([state("a", { x: 1 })], registered, { ...diff, replaces: ["x"] }), /x: 1 => 2/);
    const previewed = decide([state("a", { x: 1 })], registered, { ...diff, replaces: ["x"] }, { preview: true });
    assert.deepEqual(ops(previewed), ["create-replacement a", "replace a"]);
    assert.match(previewed.diagnostics.join(), /may not be replaced/);
  });
});
