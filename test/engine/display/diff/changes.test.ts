import assert from "node:assert/strict";
import fc from "fast-check";
import { compareMaps, Hidden, placeIn, type Change, type Changes } from "../../../../engine/display/diff/changes.ts";
import type { Properties, Value } from "../../../../engine/values.ts";

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Value>(null, true, 0, 1, "", "a", "b"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("x", "y", "z"), tie("value"), { maxKeys: 3 }),
  ),
})).value;
const properties = fc.dictionary(fc.constantFrom("x", "y", "z", "__own"), value, { maxKeys: 4 });

/** Rebuilds the new value from the changes. */
function after({ of, entries }: Changes): Value {
  const left = [...entries].flatMap(([key, change]) => {
    const next = outcome(change);
    return next === undefined ? [] : ([[key, next]] as const);
  });
  return of === "map"
    ? Object.fromEntries(left)
    : left.sort(([a], [b]) => Number(a) - Number(b)).map(([, next]) => next);
}

function outcome(change: Change): Value | undefined {
  if (change.kind === "delete") return undefined;
  if (change.kind === "update") return change.inner ? after(change.inner) : plain(change.new);
  return plain(change.value);
}

/** Without what a comparison ignores: nulls in maps, and internal keys. */
function plain(item: Value): Value {
  if (Array.isArray(item)) return item.map(plain);
  if (typeof item !== "object" || item === null) return item;
  const left = Object.entries(item).filter(([key, inner]) => inner !== null && !key.startsWith("__"));
  return Object.fromEntries(left.map(([key, inner]) => [key, plain(inner)]));
}

describe("changes of properties", () => {
  it("changes lead from the old to the new properties, and are empty only if both are equal", () => {
    fc.assert(
      fc.property(properties, properties, (old, next) => {
        const changes = compareMaps(old, next);
        if (changes) assert.deepEqual(after(changes), plain(next));
        else assert.deepEqual(plain(old), plain(next));
      }),
    );
  });

  it("a value has no changes from itself", () => {
    fc.assert(fc.property(properties, (one) => assert.equal(compareMaps(one, structuredClone(one)), undefined)));
  });

  it("hidden paths, with wildcards, are left out and reported", () => {
    const hidden = new Hidden(["list[*].x", "gone", "not[a path"]);
    const old: Properties = { list: [{ x: 1, y: 1 }], gone: 1, kept: 1 };
    const changes = compareMaps(old, { list: [{ x: 2, y: 2 }], kept: 1 }, placeIn(hidden));
    assert.deepEqual([...(changes?.entries.keys() ?? [])].sort(), ["kept", "list"]);
    assert.deepEqual(hidden.found, ["gone", "list[*].x"]);
  });
});
