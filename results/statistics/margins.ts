/** Margins on the scale that estimates are on. */
import type { Margins } from "../schema/declared.ts";

/** Metrics that are times, which have a floor. */
const LATENCIES = new Set(["avg", "p50", "p90", "p95", "p99", "p99.9", "max"]);

/**
 * The margin on the logarithm of the ratio, symmetric: 5 % more and its inverse are equally far. For latencies it is at
 * least the floor's share of the baseline. `null`: the metric has none.
 *
 * @param overheadMs median time of a request to the generator itself, 0 where it is not known
 */
export function logMargin(metric: string, baseline: number, margins: Margins, overheadMs = 0): number | null {
  const percent = margins.relativePct[metric];
  if (percent === undefined || !(baseline > 0)) return null;
  const floorMs = LATENCIES.has(metric) ? Math.max(margins.floorMs, margins.overheadFactor * overheadMs) : 0;
  return Math.log1p(Math.max(percent / 100, floorMs / baseline));
}
