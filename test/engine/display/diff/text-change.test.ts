import assert from "node:assert/strict";
import fc from "fast-check";
import { diffLines } from "../../../../engine/display/diff/text-change.ts";

/** The longest common subsequence, by its definition. */
function commonLength([first, ...rest]: string[], [other, ...others]: string[]): number {
  if (first === undefined || other === undefined) return 0;
  if (first === other) return 1 + commonLength(rest, others);
  return Math.max(commonLength(rest, [other, ...others]), commonLength([first, ...rest], others));
}

describe("lines that differ", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 7 });

  it("a line diff rebuilds both texts and keeps as many lines as possible", () => {
    fc.assert(
      fc.property(text, text, (old, next) => {
        const runs = diffLines(old, next);
        const linesOf = (kinds: string[]) =>
          runs.filter(({ kind }) => kinds.includes(kind)).flatMap(({ lines }) => lines);
        assert.deepEqual(linesOf(["same", "delete"]), old);
        assert.deepEqual(linesOf(["same", "add"]), next);
        assert.equal(linesOf(["same"]).length, commonLength(old, next));
      }),
    );
  });

  it("a line diff with too many edits treats the whole middle as changed", () => {
    const many = (prefix: string) => ["first", ...Array.from({ length: 2100 }, (_, i) => `${prefix}${i}`), "last"];
    assert.deepEqual(
      diffLines(many("a"), many("b")).map(({ kind, lines }) => [kind, lines.length]),
      [
        ["same", 1],
        ["delete", 2100],
        ["add", 2100],
        ["same", 1],
      ],
    );
  });
});
