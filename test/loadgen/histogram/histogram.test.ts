import assert from "node:assert/strict";
import fc from "fast-check";
import { Histogram, LARGEST_VALUE } from "../../../loadgen/histogram/index.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

const durations = fc.array(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 60_000_000 })), {
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

  it("a histogram counts values above its range in its last counter and as clamped", () => {
    const histogram = histogramOf([LARGEST_VALUE, LARGEST_VALUE + 1, 3_600_000_000]);
    assert.equal(histogram.clamped, 2);
    assert.equal(histogram.quantile(1), 3_600_000_000);
  });

  it("an empty histogram has no quantile and no mean", () => {
    const histogram = new Histogram();
    assert.deepEqual([histogram.quantile(0.5), histogram.mean], [undefined, undefined]);
  });
});
