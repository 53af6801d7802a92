import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeFromCompressedBase64, HistogramLogReader } from "hdr-histogram-js";
import { encodeHistogram, LARGEST_VALUE } from "../../../loadgen/histogram/index.ts";
import { encodeV2, hlogHead, hlogLines } from "../../../loadgen/report/hlog.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

describe("histogram logs", () => {
  it("hdr-histogram-js reads a histogram log back with every count and percentile", () => {
    const durations = fc.array(fc.oneof(fc.nat(3000), fc.nat(60_000_000), fc.nat(LARGEST_VALUE)), { minLength: 1 });
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = histogramOf(values);
        const decoded = decodeFromCompressedBase64(encodeV2(histogram));
        assert.equal(decoded.totalCount, histogram.count);
        for (const quantile of [0.01, 0.5, 0.9, 0.99]) {
          const ours = histogram.quantile(quantile)!;
          // Ours is never above what was seen; the reader gives the upper end of the counter.
          assert.ok(decoded.getValueAtPercentile(quantile * 100) >= ours);
          assert.ok(decoded.getValueAtPercentile(quantile * 100) <= ours * 1.001 + 1);
        }
      }),
    );
  });

  it("a value past the end of the histogram is in the last counter of a histogram log", () => {
    const decoded = decodeFromCompressedBase64(encodeV2(histogramOf([1000, LARGEST_VALUE, 2 ** 45])));
    assert.deepEqual([decoded.totalCount, decoded.getValueAtPercentile(100)], [3, LARGEST_VALUE]);
  });

  it("a histogram log has a line per endpoint, outcome and kind, each with its tag and interval", () => {
    const key = { endpoint: "GET /cart", segment: 0, outcome: "ok", kind: "service" } as const;
    const parts = [
      { ...key, ...encodeHistogram(histogramOf([1000, 2000])) },
      { ...key, segment: 1, ...encodeHistogram(histogramOf([5000])) },
      { ...key, outcome: "failed" as const, ...encodeHistogram(histogramOf([7000])) },
    ];
    const text = hlogHead(new Date(1_700_000_000_000)) + hlogLines(parts, 3, 1);
    const reader = new HistogramLogReader(text);
    const read = [reader.nextIntervalHistogram(), reader.nextIntervalHistogram()].map((each) => {
      assert.ok(each);
      return [each.tag, each.totalCount, each.startTimeStampMsec];
    });
    assert.deepEqual(read, [
      ["GET_/cart|ok|service", 3, 1_700_000_003_000],
      ["GET_/cart|failed|service", 1, 1_700_000_003_000],
    ]);
    assert.equal(reader.nextIntervalHistogram(), null);
  });
});
