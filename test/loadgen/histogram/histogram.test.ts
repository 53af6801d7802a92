import assert from "node:assert/strict";
import fc from "fast-check";
import { Histogram, LARGEST_VALUE } from "../../../loadgen/histogram/index.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

const durations = fc.array(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: LARGEST_VALUE })), {
  minLength: 1,
  maxLength: 300,
});

describe("histogram", () => {
  it("every quantile of a histogram is within one part in a thousand of the sorted values' nearest rank", () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, quantile) => {
        const sorted = values.toSorted((a, b) => a - b);
        const rank = Math.max(1, Math.ceil(quantile * sorted.length - 1e-9));
        const exact = sorted[rank - 1]!;
        const seen = histogramOf(values).quantile(quantile)!;
        assert.ok(Math.abs(seen - exact) <= exact / 1000, `${seen} for ${exact}`);
      }),
    );
  });

  it("a histogram keeps count, sum, least and greatest value exactly", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { count, sum, min, max, mean } = histogramOf(values);
        assert.deepEqual([count, min, max], [values.length, Math.min(...values), Math.max(...values)]);
        assert.equal(
          sum,
          values.reduce((total, value) => total + value, 0),
        );
        assert.equal(mean, sum / count);
      }),
    );
  });

  it("the sum of two histograms is the histogram of both streams", () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        assert.deepEqual(histogramOf(a).add(histogramOf(b)), histogramOf([...a, ...b]));
      }),
    );
  });

  it("a quantile past the end of a histogram is undefined, and the greatest value is exact", () => {
    const histogram = histogramOf([1, 2, LARGEST_VALUE, LARGEST_VALUE + 1, 2 ** 45]);
    assert.equal(histogram.pastEnd, 2);
    assert.deepEqual(
      [0.4, 0.6, 0.8, 1].map((quantile) => histogram.quantile(quantile)),
      [2, LARGEST_VALUE, undefined, 2 ** 45],
    );
    assert.equal(histogram.sum, 3 + 2 * LARGEST_VALUE + 1 + 2 ** 45);
  });

  it("a histogram that was emptied equals a new one in what it says", () => {
    const histogram = histogramOf([5, 2 ** 45]);
    histogram.reset();
    assert.deepEqual([[...histogram.counters()], histogram.count, histogram.pastEnd, histogram.max], [[], 0, 0, 0]);
  });

  it("a histogram of times within one doubling holds one chunk of counters", () => {
    assert.equal(histogramOf([5000, 6000, 7000]).chunks.filter((chunk) => chunk !== undefined).length, 1);
  });

  it("an empty histogram has no quantile and no mean", () => {
    const histogram = new Histogram();
    assert.deepEqual([histogram.quantile(0.5), histogram.mean], [undefined, undefined]);
  });
});
