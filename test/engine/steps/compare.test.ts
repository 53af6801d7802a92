import assert from "node:assert/strict";
import fc from "fast-check";
import { compareInputs, equal } from "../../../engine/steps/compare.ts";
import { secret } from "../../../engine/values.ts";
import type { Properties, Value } from "../../../engine/values.ts";

const values = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Value>;
const properties = fc.dictionary(fc.string(), values) as fc.Arbitrary<Properties>;

describe("comparison of inputs", () => {
  it("finds what node:assert finds", () => {
    const isDeepEqual = (a: Value, b: Value) => {
      try {
        assert.deepStrictEqual(a, b);
        return true;
      } catch {
        return false;
      }
    };
    const plain = values.map((value) => JSON.parse(JSON.stringify(value)) as Value);
    fc.assert(fc.property(plain, plain, (a, b) => equal(a, b) === isDeepEqual(a, b)));
    fc.assert(fc.property(plain, (a) => equal(a, structuredClone(a))));
  });

  it("names the top-level keys that differ, and no other", () => {
    fc.assert(
      fc.property(properties, properties, (a, b) => {
        const differing = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !equal(a[key], b[key]));
        assert.deepEqual(compareInputs(a, b)?.changed ?? [], differing.sort());
      }),
    );
  });

  it("takes no notice of secrecy", () => {
    assert.equal(compareInputs({ a: secret("x"), b: [secret(1)] }, { a: "x", b: [1] }), undefined);
  });

  it("tells each place and how it differs", () => {
    const found = compareInputs({ a: { b: 1, gone: 1 }, list: [1, 2] }, { a: { b: 2, "new.one": 1 }, list: [1, 3, 4] });
    assert.deepEqual(found?.detailed, {
      "a.b": { diffKind: "update", inputDiff: true },
      "a.gone": { diffKind: "delete", inputDiff: true },
      'a["new.one"]': { diffKind: "add", inputDiff: true },
      "list[1]": { diffKind: "update", inputDiff: true },
      "list[2]": { diffKind: "add", inputDiff: true },
    });
  });
});
