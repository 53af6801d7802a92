import assert from "node:assert/strict";
import fc from "fast-check";
import { LatencyWatch } from "../../../loadgen/coordinator/latency-watch.ts";
import { encodeHistogram } from "../../../loadgen/histogram/index.ts";
import type { MergedSecond } from "../../../loadgen/coordinator/seconds.ts";
import type { TimingKind } from "../../../loadgen/schema/request.ts";
import { histogramOf } from "../helpers/histogram-of.ts";

/** A second in which so many requests took so long, in ms. */
function aSecond(count: number, ms: number, kind: TimingKind = "service", outcome: "ok" | "failed" = "ok") {
  const times = encodeHistogram(histogramOf(Array.from({ length: count }, () => 1000 * ms)));
  const histograms = [{ endpoint: "GET /", segment: 0, outcome, kind, ...times }];
  return { measured: { histograms } } as unknown as Pick<MergedSecond, "measured">;
}

const p95 = (limitMs: number, seconds: number) => ({ quantile: 0.95, limitMs, windowMs: 1000 * seconds });

describe("the watch on latencies", () => {
  it("ends a load in the first second at whose end a percentile of a full window is too high", () => {
    const slow = fc.array(fc.boolean(), { maxLength: 12 });
    fc.assert(
      fc.property(slow, fc.integer({ min: 1, max: 5 }), (seconds, length) => {
        const watch = new LatencyWatch([p95(100, length)], "service");
        for (const [at, isSlow] of seconds.entries()) {
          const window = seconds.slice(Math.max(0, at + 1 - length), at + 1);
          // Of 100 requests a second, a slow second has more than the 5 % that may be slow in up to 5 seconds.
          const isOver = at + 1 >= length && window.includes(true);
          assert.equal(watch.add(aSecond(100, isSlow ? 200 : 10)) !== undefined, isOver);
        }
      }),
    );
  });

  it("says which percentile was how high", () => {
    const watch = new LatencyWatch([p95(1000, 2), { quantile: 0.99, limitMs: 50, windowMs: 1000 }], "service");
    assert.equal(watch.add(aSecond(500, 20)), undefined);
    assert.match(watch.add(aSecond(500, 80))!, /^the p99 of the last 1 s was 80(\.\d)? ms, above 50 ms$/);
  });

  it("does not end a load for a single slow request, failed ones, or times of another kind", () => {
    const watch = new LatencyWatch([p95(100, 1)], "response");
    assert.equal(watch.add(aSecond(10, 500, "response")), undefined);
    assert.equal(watch.add(aSecond(100, 500, "service")), undefined);
    assert.equal(watch.add(aSecond(100, 500, "response", "failed")), undefined);
    assert.notEqual(watch.add(aSecond(100, 500, "response")), undefined);
  });

  it("without limits, no load ends", () => {
    assert.equal(new LatencyWatch([], "service").add(aSecond(100, 1e6)), undefined);
  });
});
