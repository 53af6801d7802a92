import assert from "node:assert/strict";
import { decide, goal, ops, state } from "./decide.ts";

describe("step generation: imports", () => {
  it("imports what is to be, and updates it where the program asks for something else", () => {
    const asked = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([], asked)), ["import a"]);
    assert.deepEqual(ops(decide([], asked, { changes: "some" })), ["import a", "update a"]);
    const replaced = decide([state("a", { x: 1 }, { id: "other" })], asked);
    assert.deepEqual(ops(replaced), ["import-replacement a", "replace a"]);
  });

  it("imports once: then the ID is that of the resource, or was when it was imported", () => {
    const asked = goal("a", { x: 1 }, { importId: "a-1" });
    assert.deepEqual(ops(decide([state("a", { x: 1 })], asked)), ["same a"]);
    const imported = state("a", { x: 1 }, { id: "/full/a-1", importID: "a-1" });
    assert.deepEqual(ops(decide([imported], asked)), ["same a"]);
  });

  it("does not replace what an `import` still stands for", () => {
    const asked = goal("a", { x: 2 }, { importId: "a-1" });
    const diff = { changes: "some", replaces: ["x"] } as const;
    assert.throws(() => decide([state("a", { x: 1 })], asked, { ...diff, replaces: ["x"] }), /x: 1 => 2/);
    const previewed = decide([state("a", { x: 1 })], asked, { ...diff, replaces: ["x"] }, { preview: true });
    assert.deepEqual(ops(previewed), ["create-replacement a", "replace a"]);
    assert.match(previewed.said.join(), /may not be replaced/);
  });
});
