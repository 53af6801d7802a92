import assert from "node:assert/strict";
import fc from "fast-check";
import { contains, ignoreChanges, parsePath, pathText } from "../../../engine/resource/property-path.ts";
import { secret } from "../../../engine/values.ts";
import type { Properties } from "../../../engine/values.ts";

describe("property paths", () => {
  it("property paths are parsed in every notation", () => {
    assert.deepEqual(parsePath("a.b[0].c"), ["a", "b", 0, "c"]);
    assert.deepEqual(parsePath('tags["x.y"].z'), ["tags", "x.y", "z"]);
    assert.deepEqual(parsePath("list[*].name"), ["list", "*", "name"]);
  });

  it("invalid property paths are refused", () => {
    for (const text of ["a[", "a[x]", 'a["b']) assert.equal(parsePath(text), undefined, text);
    for (const text of [".a", "a."]) assert.equal(parsePath(text), undefined, text);
  });

  it("property paths may contain any name between dots or brackets, and redundant dots, as with the Pulumi CLI", () => {
    assert.deepEqual(parsePath("a-b.$c d"), ["a-b", "$c d"]);
    assert.deepEqual(parsePath("a..b.[0]"), ["a", "b", 0]);
    assert.deepEqual(parsePath('["say \\"no\\""]'), ['say "no"']);
  });

  it("formatted property paths parse to the same paths", () => {
    // A backslash before the closing quote cannot be written.
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("\\") && text !== "*");
    const path = fc.array(fc.oneof(fc.nat(9), name), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(path, (parts) => assert.deepEqual(parsePath(pathText(parts)), parts)));
  });

  it("a property path contains itself and the paths below it", () => {
    assert.equal(contains(["a"], ["a", 0, "b"]), true);
    assert.equal(contains(["a", "*"], ["a", 3]), true);
    assert.equal(contains(["a", "b"], ["a"]), false);
  });
});

describe("ignored changes", () => {
  it("an ignored path keeps its old value, and other paths have the new ones", () => {
    const { inputs, invalid } = ignoreChanges({ a: { b: 2, c: 2 }, d: 2 }, { a: { b: 1, c: 1 }, d: 1 }, ["a.b"]);
    assert.deepEqual(inputs, { a: { b: 1, c: 2 }, d: 2 });
    assert.deepEqual(invalid, []);
  });

  it("a new property at an ignored path is removed", () => {
    assert.deepEqual(ignoreChanges({ a: 1, b: 2 }, { a: 1 }, ["b"]).inputs, { a: 1 });
  });

  it("a removed property at an ignored path is restored", () => {
    assert.deepEqual(ignoreChanges({ a: 1 }, { a: 1, b: 2 }, ["b"]).inputs, { a: 1, b: 2 });
  });

  it("ignored paths reach list elements by index and by wildcard", () => {
    const news = { list: [{ n: 5 }, { n: 6 }] };
    const olds = { list: [{ n: 1 }, { n: 2 }] };
    assert.deepEqual(ignoreChanges(news, olds, ["list[1].n"]).inputs, { list: [{ n: 5 }, { n: 2 }] });
    assert.deepEqual(ignoreChanges(news, olds, ["list[*].n"]).inputs, olds);
  });

  it("an ignored path through a value that only the old inputs have is reported", () => {
    assert.deepEqual(ignoreChanges({ c: 1 }, { a: { b: 1 } }, ["a.b"]).invalid, ["a.b"]);
  });

  const cases: [string, Properties, Properties, string, Properties, boolean?][] = [
    ["of everything bring back what was removed", { b: 2, c: 3 }, { a: 1, b: 1 }, "*", { a: 1, b: 1 }],
    ["of every entry of a map do so too", { m: { y: 2 } }, { m: { x: 1 } }, "m[*]", { m: { x: 1 } }],
    ["take out what is new inside what is new", { a: { b: 1, c: 1 } }, {}, "a.b", { a: { c: 1 } }],
    ["hold for a list as far as both sides reach", { l: [3, 4, 5] }, { l: [1, 2] }, "l[*]", { l: [1, 2, 5] }, true],
    ["cannot make a list shorter or longer", { l: [3] }, { l: [1, 2] }, "l[1]", { l: [3] }, true],
    ["of an element that neither has are in order", { l: [3] }, { l: [1] }, "l[7]", { l: [3] }],
    [
      "inside elements hold for those that both sides have",
      { l: [{ n: 3, m: 3 }, { n: 4 }] },
      { l: [{ n: 1 }] },
      "l[*].n",
      { l: [{ n: 1, m: 3 }, { n: 4 }] },
      true,
    ],
    [
      "inside entries leave new entries alone",
      { m: { x: { n: 3 }, y: { n: 4 } } },
      { m: { x: { n: 1 } } },
      "m[*].n",
      { m: { x: { n: 1 }, y: { n: 4 } } },
    ],
    ["of what is not a map anymore are reported", { a: 1 }, { a: { b: 1 } }, "a.b", { a: 1 }, true],
    ["of an index in what is no list change nothing", { a: "x" }, { a: "y" }, "a[0]", { a: "x" }],
    ["of no path at all are reported", { a: 2 }, { a: 1 }, "", { a: 2 }, true],
  ];
  for (const [title, inputs, old, path, expected, isInvalid = false] of cases)
    it(title, () =>
      assert.deepEqual(ignoreChanges(inputs, old, [path]), { inputs: expected, invalid: isInvalid ? [path] : [] }),
    );

  it("ignored paths reach into secrets, and values from inside a secret stay secret", () => {
    const old = { s: secret({ a: 1, b: 1 }) };
    assert.deepEqual(ignoreChanges({ s: { a: 2, b: 2 } }, old, ["s.a"]).inputs, { s: { a: secret(1), b: 2 } });
    assert.deepEqual(ignoreChanges({ s: secret({ a: 2 }) }, old, ["s.a"]).inputs, { s: secret({ a: 1 }) });
  });

  it("ignoreChanges does not modify its arguments", () => {
    const [inputs, old] = [{ a: { b: 2 } }, { a: { b: 1 } }];
    ignoreChanges(inputs, old, ["a.b", "a", "*"]);
    assert.deepEqual([inputs, old], [{ a: { b: 2 } }, { a: { b: 1 } }]);
  });
});
