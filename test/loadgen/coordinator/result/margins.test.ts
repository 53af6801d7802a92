import assert from "node:assert/strict";
import { MARGINS, shiftsOf } from "../../../../loadgen/coordinator/result/margins.ts";
import { DEFAULT_MARGINS } from "../../../../results/schema/analysis-plan.ts";
import { histogramOf } from "../../helpers/histogram-of.ts";

const repeated = (count: number, valueMs: number) => Array.from({ length: count }, () => valueMs * 1000);

describe("margins of the generator", () => {
  it("the margins of the generator's rules are the default margins of comparisons", () => {
    const { relativePct, failurePoints, floorMs, overheadFactor } = DEFAULT_MARGINS;
    const latency = Object.entries(MARGINS.latency).map(([name, share]) => [name, share * 100]);
    const { avg: _avg, rate, ...percentiles } = relativePct;
    assert.deepEqual(Object.fromEntries(latency), percentiles);
    assert.deepEqual([MARGINS.rate * 100, MARGINS.failures * 100], [rate, failurePoints]);
    assert.deepEqual([MARGINS.floorMs, MARGINS.overheadFactor], [floorMs, overheadFactor]);
  });

  it("percentiles that are not reported for lack of samples are not compared", () => {
    const few = histogramOf(repeated(100, 50));
    assert.deepEqual(
      shiftsOf(few, few, 0).map(({ name }) => name),
      ["p50"],
    );
  });

  it("a percentile may be off by its share, a timer's grain, or twice the overhead, whichever is most", () => {
    const allowedMs = (valueMs: number, overheadMs: number) =>
      shiftsOf(histogramOf(repeated(40, valueMs)), histogramOf(repeated(40, valueMs)), overheadMs)[0]!.allowedMs;
    assert.equal(Math.round(allowedMs(1000, 0)), 50);
    assert.deepEqual([allowedMs(10, 0), allowedMs(10, 3)], [2, 6]);
  });

  it("a shift is the difference of the percentiles with and without the generator's delays", () => {
    const reported = histogramOf([...repeated(360, 10), ...repeated(40, 30)]);
    const undelayed = histogramOf(repeated(400, 10));
    const p95 = shiftsOf(reported, undelayed, 0).find(({ name }) => name === "p95")!;
    assert.deepEqual([Math.round(p95.reportedMs), Math.round(p95.undelayedMs)], [30, 10]);
  });
});
