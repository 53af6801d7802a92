import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import { against, declaring, jumping, one, p50Of, repeats, scaled, wordOf } from "./repeats.ts";

describe("few repeats per side", () => {
  const few = (a: number[], b: number[], minutes = [30, 31, 32]) => against({ p50: b, minutes }, { p50: a });

  it("two repeats tell as much as one run where they do not vary more than is assumed", () => {
    const found = few([95, 105], [280, 330]);
    assert.equal(wordOf(found), "worse");
    assert.equal(p50Of(found)!.method, "given spread");
    assert.match(found.headline.text, /2 repeats a side: \S.* at 99 % confidence, if runs vary by 20 %\.$/);
    const turns = few([95, 105], [280, 330], [0, 1]);
    assert.equal(wordOf(turns), "worse", "one pair of degrees of freedom less");
  });

  it("repeats that vary more than is assumed, or suffice by themselves, keep their own spread", () => {
    assert.equal(p50Of(few([60, 160], [280, 330]))!.runSpread.a, null);
    assert.equal(wordOf(few([60, 160], [150, 700])), "inconclusive");
    assert.equal(p50Of(few([100, 100.1], [120, 120.1]))!.method, "welch");
    assert.equal(p50Of(few([95, 105], [112, 116]))!.method, "welch", "an assumption would not tell either");
    assert.equal(p50Of(against({ p50: scaled(3) }))!.method, "welch");
  });

  it("repeats whose parts jump between modes keep their own spread, because they can agree by chance", () => {
    const [a, b] = [
      repeats({ stack: "a", p50: [95, 105] }),
      repeats({ stack: "b", p50: [280, 330], minutes: [30, 31] }),
    ];
    assert.equal(p50Of(compare(a, b))!.method, "given spread");
    assert.equal(p50Of(compare(jumping(a), jumping(b)))!.method, "welch");
  });

  it("more repeats of the same values never take a verdict back", () => {
    const factor = fc.double({ min: 1.5, max: 20, noNaN: true });
    const noise = fc.double({ min: 0.93, max: 1.07, noNaN: true });
    fc.assert(
      fc.property(factor, fc.array(noise, { minLength: 3, maxLength: 3 }), (by, noises) => {
        if (wordOf(compare(declaring(one("a", 100), ["low"]), one("b", 100 * by))) !== "worse") return;
        for (const count of [2, 3]) {
          const a = noises.slice(0, count).map((own) => 100 * own);
          const found = few(a, a.map((own) => by * own).reverse());
          assert.equal(wordOf(found), "worse", `${count} repeats`);
        }
      }),
      { numRuns: 50 },
    );
  });
});
