import assert from "node:assert/strict";
import fc from "fast-check";
import { compareMaps } from "../../../engine/display/diff/changes.ts";
import { encodeFor, PLAIN } from "../../../engine/protocol/wire.ts";
import { compareInputs, equal } from "../../../engine/resource/compare.ts";
import { RESOURCE, secret, SIGNATURE } from "../../../engine/values.ts";
import type { Properties, Value } from "../../../engine/values.ts";

const values = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Value>;
const properties = fc.dictionary(fc.string(), values) as fc.Arbitrary<Properties>;

function withoutNulls(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value ?? 0;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNulls(inner)]));
}

describe("comparison of inputs", () => {
  it("null equals an absent property", () => {
    assert.equal(equal({ a: 1, b: null, c: { d: null } }, { a: 1, c: {}, e: null }), true);
    assert.equal(equal([null], []), false);
    assert.equal(compareInputs({ a: null }, {}), undefined);
    const kinds = compareInputs({ a: null, b: 1, l: [null, 1] }, { a: 1, b: null, l: [1, null] })?.detailed;
    assert.deepEqual(
      Object.entries(kinds ?? {}).map(([path, { diffKind }]) => [path, diffKind]),
      [
        ["a", "add"],
        ["b", "delete"],
        ["l[0]", "add"],
        ["l[1]", "delete"],
      ],
    );
  });

  it("two references to one resource are equal even if they have different package versions", () => {
    const reference = (more: Properties) => ({ [SIGNATURE]: RESOURCE, urn: "urn:x", id: "x", ...more });
    assert.equal(equal(reference({ packageVersion: "1" }), reference({ packageVersion: "2" })), true);
    assert.equal(equal(reference({}), reference({ id: "y" })), false);
  });

  it("values are equal exactly if node:assert finds them equal without nulls", () => {
    const isDeepEqual = (a: Value, b: Value) => {
      try {
        assert.deepStrictEqual(a, b);
        return true;
      } catch {
        return false;
      }
    };
    const plain = values.map((value) => withoutNulls(JSON.parse(JSON.stringify(value)) as Value));
    fc.assert(fc.property(plain, plain, (a, b) => equal(a, b) === isDeepEqual(a, b)));
    fc.assert(fc.property(plain, (a) => equal(a, structuredClone(a))));
  });

  it("compareInputs names the top-level keys that differ, and no others", () => {
    fc.assert(
      fc.property(properties, properties, (a, b) => {
        const at = (of: Properties, key: string) => Object.entries(of).find(([name]) => name === key)?.[1] ?? null;
        const differing = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
          (key) => !equal(at(a, key), at(b, key)),
        );
        assert.deepEqual(compareInputs(a, b)?.changed ?? [], differing.sort());
      }),
    );
  });

  it("properties named like methods of objects are compared like others", () => {
    const named = JSON.parse('{ "constructor": 1, "__proto__": { "a": 1 } }') as Properties;
    const added = Object.fromEntries(
      ["__proto__", "constructor"].map((key) => [key, { diffKind: "add", inputDiff: true }]),
    );
    assert.deepEqual(compareInputs({}, named)?.detailed, added);
    assert.deepEqual(compareInputs(named, {})?.changed, ["__proto__", "constructor"]);
    assert.equal(compareInputs(named, named), undefined);
    assert.deepEqual(compareMaps({}, named)?.entries.get("constructor"), { kind: "add", value: 1 });
    assert.deepEqual(encodeFor(named, PLAIN), named);
  });

  it("a value equals the same value as a secret", () => {
    assert.equal(compareInputs({ a: secret("x"), b: [secret(1)] }, { a: "x", b: [1] }), undefined);
  });

  it("the detailed diff has the path and kind of each difference", () => {
    const found = compareInputs(
      { a: { b: 1, gone: 1 }, list: [1, 2], "the list": [1] },
      { a: { b: 2, "new.one": 1 }, list: [1, 3, 4], "the list": [2] },
    );
    assert.deepEqual(found?.detailed, {
      "a.b": { diffKind: "update", inputDiff: true },
      "a.gone": { diffKind: "delete", inputDiff: true },
      'a["new.one"]': { diffKind: "add", inputDiff: true },
      '["the list"][0]': { diffKind: "update", inputDiff: true },
      "list[1]": { diffKind: "update", inputDiff: true },
      "list[2]": { diffKind: "add", inputDiff: true },
    });
  });
});
