import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, ignoreChanges, parsePath } from "../../../engine/steps/paths.ts";
import type { PropertyPath } from "../../../engine/steps/paths.ts";

describe("property paths", () => {
  it("are read in every notation", () => {
    assert.deepEqual(parsePath("a.b[0].c"), ["a", "b", 0, "c"]);
    assert.deepEqual(parsePath('tags["x.y"].z'), ["tags", "x.y", "z"]);
    assert.deepEqual(parsePath("list[*].name"), ["list", "*", "name"]);
  });

  it("that are none are refused", () => {
    for (const text of ["a[", "a[x]", 'a["b']) assert.equal(parsePath(text), undefined, text);
  });

  it("survive being written and read", () => {
    const path = fc.array(fc.oneof(fc.nat(9), fc.string({ minLength: 1 })), { minLength: 1, maxLength: 4 });
    const write = (parts: PropertyPath) =>
      parts.map((part) => (typeof part === "number" ? `[${part}]` : `["${part.replace(/["\\]/g, "\\$&")}"]`)).join("");
    fc.assert(fc.property(path, (parts) => assert.deepEqual(parsePath(write(parts)), parts)));
  });

  it("contain what is at them and below them", () => {
    assert.equal(contains(["a"], ["a", 0, "b"]), true);
    assert.equal(contains(["a", "*"], ["a", 3]), true);
    assert.equal(contains(["a", "b"], ["a"]), false);
  });
});

describe("ignored changes", () => {
  it("keep the old value at the path and the new ones elsewhere", () => {
    const { inputs, invalid } = ignoreChanges({ a: { b: 2, c: 2 }, d: 2 }, { a: { b: 1, c: 1 }, d: 1 }, ["a.b"]);
    assert.deepEqual(inputs, { a: { b: 1, c: 2 }, d: 2 });
    assert.deepEqual(invalid, []);
  });

  it("drop a property that is new", () => {
    assert.deepEqual(ignoreChanges({ a: 1, b: 2 }, { a: 1 }, ["b"]).inputs, { a: 1 });
  });

  it("bring back a property that was removed", () => {
    assert.deepEqual(ignoreChanges({ a: 1 }, { a: 1, b: 2 }, ["b"]).inputs, { a: 1, b: 2 });
  });

  it("reach list elements, one by one and all", () => {
    const news = { list: [{ n: 5 }, { n: 6 }] };
    const olds = { list: [{ n: 1 }, { n: 2 }] };
    assert.deepEqual(ignoreChanges(news, olds, ["list[1].n"]).inputs, { list: [{ n: 5 }, { n: 2 }] });
    assert.deepEqual(ignoreChanges(news, olds, ["list[*].n"]).inputs, olds);
  });

  it("that lead through what only one side has are reported", () => {
    assert.deepEqual(ignoreChanges({ a: { b: 1 } }, { c: 1 }, ["a.b"]).invalid, ["a.b"]);
  });
});
