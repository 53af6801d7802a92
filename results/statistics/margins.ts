/** How much must change before a change matters: below it, even a certain one is called no difference. */

/** Relative, by metric id; a metric without one has no verdict. */
export const RELATIVE_MARGINS: Readonly<Record<string, number>> = {
  rate: 0.05,
  avg: 0.05,
  p50: 0.05,
  p90: 0.1,
  p95: 0.1,
  p99: 0.15,
};

/** Points of percentage of failed requests. */
export const FAILURE_MARGIN_POINTS = 0.1;

/** No latency changes by less than what the generator can tell apart. */
export const LATENCY_FLOOR_MS = 0.2;

/**
 * The margin on the logarithm of the ratio, symmetric: 5 % more and its inverse are equally far. For latencies it is at
 * least the floor's share of the baseline.
 */
export function logMargin(metric: string, baseline: number, floorMs = LATENCY_FLOOR_MS): number | null {
  const relative = RELATIVE_MARGINS[metric];
  if (relative === undefined || !(baseline > 0)) return null;
  const floor = metric === "rate" ? 0 : floorMs / baseline;
  return Math.log1p(Math.max(relative, floor));
}
