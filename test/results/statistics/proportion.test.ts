import assert from "node:assert/strict";
import fc from "fast-check";
import { wilson } from "../../../results/statistics/index.ts";

/** 97.5 % of the standard normal distribution lie below. */
const Z = 1.959963984540054;

/** Wilson's definition: the shares from which the observed one is at most z standard errors away, by bisection. */
function naive(hits: number, all: number): { low: number; high: number } {
  const isNear = (share: number) => Math.abs(hits / all - share) <= Z * Math.sqrt((share * (1 - share)) / all) + 1e-15;
  const edge = (far: number): number => {
    let [inside, outside] = [hits / all, far];
    if (isNear(far)) return far;
    for (let step = 0; step < 80; step += 1) {
      const middle = (inside + outside) / 2;
      if (isNear(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return { low: edge(0), high: edge(1) };
}

describe("the interval of a share", () => {
  it("it has just the shares from which the observed one is at most 1.96 standard errors away", () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((all) => fc.tuple(fc.integer({ min: 0, max: all }), fc.constant(all)));
    fc.assert(
      fc.property(counts, ([hits, all]) => {
        const [own, reference] = [wilson(hits, all, 0.95), naive(hits, all)];
        assert.ok(Math.abs(own.low - reference.low) < 1e-6, `low ${own.low} ${reference.low}`);
        assert.ok(Math.abs(own.high - reference.high) < 1e-6, `high ${own.high} ${reference.high}`);
      }),
    );
  });

  it("25 of 100 give 17.5 % to 34.3 %, as published tables have it", () => {
    const { low, high } = wilson(25, 100, 0.95);
    assert.deepEqual(
      [low, high].map((share) => Math.round(1000 * share)),
      [175, 343],
    );
  });

  it("no hit in few trials leaves room for some", () => {
    assert.deepEqual(
      Object.values(wilson(0, 10, 0.95)).map((share) => Math.round(1000 * share)),
      [0, 278],
    );
  });
});
