import assert from "node:assert/strict";
import fc from "fast-check";
import { permutationP, signFlipP } from "../../../results/statistics/index.ts";

/** All subsets by their bit patterns, in whole numbers, so that equal sums are equal. */
function naive(a: number[], b: number[]): number {
  const values = [...a, ...b];
  const statistic = (chosen: (index: number) => boolean) => {
    let [left, right] = [0, 0];
    for (const [index, value] of values.entries()) {
      if (chosen(index)) left += value;
      else right += value;
    }
    return Math.abs(right * a.length - left * b.length);
  };
  const seen = statistic((index) => index < a.length);
  let [all, extreme] = [0, 0];
  for (let bits = 0; bits < 2 ** values.length; bits += 1) {
    const inA = (index: number) => ((bits >> index) & 1) === 1;
    if (values.filter((_, index) => inA(index)).length !== a.length) continue;
    all += 1;
    if (statistic(inA) >= seen) extreme += 1;
  }
  return extreme / all;
}

describe("the permutation test", () => {
  it("the permutation p is the share of arrangements that differ at least as much", () => {
    const side = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(side, side, (a, b) => assert.equal(permutationP(a, b), naive(a, b))),
      { numRuns: 60 },
    );
  });

  it("rounding of the sums changes no p: tenths give the p of whole numbers", () => {
    const side = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 5 });
    const tenths = (values: number[]) => values.map((value) => value / 10);
    fc.assert(
      fc.property(side, side, (a, b) => assert.equal(permutationP(tenths(a), tenths(b)), naive(a, b))),
      { numRuns: 60 },
    );
    fc.assert(fc.property(side, (all) => assert.equal(signFlipP(tenths(all)), signFlipP(all))));
    // (0.1 + 0.2) + 0.3 is more than 0.1 + (0.2 + 0.3).
    assert.equal(signFlipP([0.1, 0.2, 0.3]), 2 / 8);
  });

  it("the permutation p is 2 of 252 for five values per side that do not overlap", () => {
    assert.equal(permutationP([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]), 2 / 252);
  });

  it("the permutation test enumerates up to 26 values", () => {
    const thirteen = Array.from({ length: 13 }, (_, index) => index);
    const apart = thirteen.map((value) => value + 100);
    assert.equal(permutationP(thirteen, apart), 2 / 10_400_600);
    assert.equal(permutationP([...thirteen, 13], apart), null);
    assert.equal(permutationP([], thirteen), null);
  });

  it("the sign-flip p is the share of exchanges within pairs that differ at least as much", () => {
    const differences = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(differences, (all) => {
        const sums = all.reduce((sums, d) => sums.flatMap((sum) => [sum + d, sum - d]), [0]);
        const seen = Math.abs(all.reduce((sum, d) => sum + d, 0));
        assert.equal(signFlipP(all), sums.filter((sum) => Math.abs(sum) >= seen).length / sums.length);
      }),
    );
    assert.equal(signFlipP([]), null);
  });
});
