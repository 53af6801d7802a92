import assert from "node:assert/strict";
import fc from "fast-check";
import { mulberry32 } from "../../../base/random.ts";
import { bestSplit } from "../../../results/statistics/change-points.ts";
import { changePoints } from "../../../results/statistics/index.ts";

/** The definition of Matteson and James, with the distances of each pair of samples added up anew. */
function naiveStatistic(values: number[], at: number, end: number): number {
  const [x, y] = [values.slice(0, at), values.slice(at, end)];
  const across = x.flatMap((one) => y.map((other) => Math.abs(one - other)));
  const within = (sample: number[]) =>
    sample.flatMap((one, i) => sample.slice(i + 1).map((other) => Math.abs(one - other)));
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const energy = 2 * mean(across) - mean(within(x)) - mean(within(y));
  return ((x.length * y.length) / (x.length + y.length)) * energy;
}

function naiveBest(values: number[]): number {
  const all: number[] = [];
  for (let at = 2; at <= values.length - 2; at += 1)
    for (let end = at + 2; end <= values.length; end += 1) all.push(naiveStatistic(values, at, end));
  return Math.max(...all);
}

const series = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 14 });
/** Noise of one unit around each value. */
const noisy = (values: number[], seed = 3) => {
  const random = mulberry32(seed);
  return values.map((value) => value + random() + random() + random() - 1.5);
};
const repeated = (value: number, times: number) => Array.from({ length: times }, () => value);
const placesOf = (values: number[]) => changePoints(values).map(({ at }) => at);

describe("change points", () => {
  it("the clearest split has the largest statistic of all splits and ends, as defined pair by pair", () => {
    fc.assert(
      fc.property(series, (values) => {
        const { at, statistic } = bestSplit(values)!;
        assert.ok(Math.abs(statistic - naiveBest(values)) < 1e-9);
        const own = Array.from({ length: values.length - at - 1 }, (_, i) => naiveStatistic(values, at, at + 2 + i));
        assert.ok(Math.abs(statistic - Math.max(...own)) < 1e-9);
      }),
      { numRuns: 200 },
    );
  });

  it("an offset and a positive factor move no change, and alter no p", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -9, max: 9 }), fc.constantFrom(0.5, 2, 4), (values, offset, factor) => {
        const moved = values.map((value) => factor * value + offset);
        assert.deepEqual(changePoints(moved, { level: 0.2 }), changePoints(values, { level: 0.2 }));
      }),
      { numRuns: 40 },
    );
  });

  it("each p is at most the level and at least one in the number of shuffles", () => {
    fc.assert(
      fc.property(series, (values) => {
        for (const { at, p } of changePoints(values, { level: 0.1, permutations: 99 })) {
          assert.ok(p <= 0.1 && p >= 0.01);
          assert.ok(at >= 2 && at <= values.length - 2);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("a step is found at its first value, also when there are several", () => {
    assert.deepEqual(placesOf(noisy([...repeated(0, 20), ...repeated(5, 20)])), [20]);
    assert.deepEqual(placesOf(noisy([...repeated(0, 15), ...repeated(5, 15), ...repeated(9, 15)])), [15, 30]);
  });

  it("a change that is undone later is found at both ends", () => {
    assert.deepEqual(placesOf(noisy([...repeated(0, 15), ...repeated(4, 8), ...repeated(0, 15)])), [15, 23]);
  });

  it("the first two runs after a step show it, given enough runs before", () => {
    assert.deepEqual(placesOf(noisy([...repeated(0, 25), 8, 8])), [25]);
  });

  it("a single outlier is no change, wherever it is", () => {
    for (const place of [0, 7, 19, 38, 39]) {
      const values = noisy(repeated(0, 40));
      values[place]! += 30;
      assert.deepEqual(placesOf(values), [], `at ${place}`);
    }
  });

  it("equal values and fewer than four values have no change", () => {
    assert.deepEqual(placesOf(repeated(7, 30)), []);
    for (const values of [[], [1], [1, 9], [1, 1, 9]]) assert.deepEqual(placesOf(values), []);
  });
});
