import assert from "node:assert/strict";
import fc from "fast-check";
import { addSparse, decodeHistogram, encodeHistogram, Histogram } from "../../../loadgen/histogram/index.ts";
import { LoadError } from "../../../loadgen/index.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

const durations = fc.array(fc.integer({ min: 0, max: 2 ** 41 }), { maxLength: 200 });

describe("sparse histograms", () => {
  it("a sparse histogram survives a round trip through JSON", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        const json = JSON.stringify(encodeHistogram(histogram));
        assert.deepEqual(decodeHistogram(JSON.parse(json)), histogram);
      }),
    );
  });

  it("sparse histograms add up to the whole in any parts and order", () => {
    fc.assert(
      fc.property(fc.array(durations, { maxLength: 6 }), (parts) => {
        const sum = new Histogram();
        for (const part of parts.toReversed()) addSparse(sum, encodeHistogram(histogramOf(part)));
        assert.deepEqual(sum, histogramOf(parts.flat()));
      }),
    );
  });

  it("a sparse histogram of 0.1 counts values past 67 s as past the end", () => {
    // 1 µs, and 300 s in the last counter of 0.1 (17 407).
    const written = { counts: "AQH+hwEB", count: 2, sumUs: 300_000_001, minUs: 1, maxUs: 300_000_000, clamped: 1 };
    const histogram = decodeHistogram(written);
    assert.deepEqual([[...histogram.counters()], histogram.pastEnd], [[[1, 1]], 1]);
    assert.deepEqual([histogram.quantile(0.5), histogram.quantile(1)], [1, 300_000_000]);
  });

  it("a sparse histogram of one second and endpoint takes a few hundred bytes", () => {
    const values = Array.from({ length: 2000 }, (_, at) => 800 + ((at * 7919) % 400));
    assert.ok(JSON.stringify(encodeHistogram(histogramOf(values))).length < 1500);
  });

  it("a sparse histogram with truncated, out-of-range or wrongly summed counters is refused and leaves the target unchanged", () => {
    const whole = encodeHistogram(histogramOf([1, 5000, 60_000_000]));
    const bytes = Buffer.from(whole.counts, "base64");
    const damaged = [
      { ...whole, count: 4 },
      { ...whole, counts: bytes.subarray(0, -1).toString("base64") },
      { ...whole, counts: Buffer.from([0xff, 0xff, 0x7f, 3]).toString("base64") },
    ];
    for (const each of damaged) {
      const target = histogramOf([7]);
      assert.throws(
        () => addSparse(target, each),
        (error) => error instanceof LoadError && error.code === "LOAD_HISTOGRAM_CORRUPT",
      );
      assert.deepEqual(target, histogramOf([7]));
    }
  });
});
