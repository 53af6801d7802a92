import assert from "node:assert/strict";
import { latencyOf, samplesNeeded } from "../../../loadgen/histogram/percentiles.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

describe("latencies of a histogram", () => {
  it("percentile p needs 20/(1-p) samples", () => {
    assert.deepEqual([0.5, 0.9, 0.95, 0.99, 0.999].map(samplesNeeded), [40, 200, 400, 2000, 20_000]);
  });

  it("a percentile is reported once there are as many samples as it needs; below, the reason is reported", () => {
    const of = (count: number) => latencyOf(histogramOf(Array.from({ length: count }, () => 1000)), "latencyMs");
    assert.equal(of(399).latency.p95, null);
    assert.deepEqual(of(399).missing[0], {
      metric: "latencyMs.p95",
      reason: "too few samples: 399 of 400 needed",
    });
    assert.equal(of(400).latency.p95, 1);
    assert.ok(!of(400).missing.some(({ metric }) => metric === "latencyMs.p95"));
  });

  it("latencies are in milliseconds, with exact average and extremes", () => {
    const { latency } = latencyOf(histogramOf([1000, 2000, 6001]), "latencyMs");
    assert.deepEqual([latency.avg, latency.min, latency.max], [9001 / 3000, 1, 6.001]);
  });

  it("a percentile past the end of the histogram is null, with the reason", () => {
    const values = [...Array.from({ length: 24 }, () => 1000), ...Array.from({ length: 36 }, () => 2 ** 41)];
    const { latency, missing } = latencyOf(histogramOf(values), "latencyMs");
    assert.deepEqual([latency.p50, latency.max], [null, 2 ** 41 / 1000]);
    const reason = "past the end of the histogram, as 36 of 60 values are; the longest took 2199023 s";
    assert.deepEqual(missing[0], { metric: "latencyMs.p50", reason });
  });

  it("latencies without samples are all null, each with its reason", () => {
    const { latency, missing } = latencyOf(histogramOf([]), "latencyMs");
    assert.ok(Object.values(latency).every((value) => value === null));
    assert.deepEqual(missing.map(({ metric }) => metric.replace("latencyMs.", "")).sort(), Object.keys(latency).sort());
  });
});
