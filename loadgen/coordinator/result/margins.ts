import type { Histogram } from "../../histogram/index.ts";
import { inMs, QUANTILES, samplesNeeded } from "../../histogram/percentiles.ts";
import { TIMER_GRAIN_MS } from "../../measure/stalls.ts";

/**
 * What a figure may be off by before it misleads: the margins of comparisons, since a comparison can't find less. (They are
 * those of the defaults in `results`, which this package can't import; a test holds both equal.)
 */
export const MARGINS = {
  /** Of a percentile, as a share of it. */
  latency: { p50: 0.05, p90: 0.1, p95: 0.1, p99: 0.15 },
  /** Of a rate, as a share of it. */
  rate: 0.05,
  /** Of failed requests, as a share of all. */
  failures: 0.001,
  /** Least margin of a percentile, in ms; and the same in medians of the generator's overhead. */
  floorMs: 0.2,
  overheadFactor: 2,
} as const;

export interface Shift {
  name: keyof typeof MARGINS.latency;
  /** The percentile as reported, and without what the generator added to each request. */
  reportedMs: number;
  undelayedMs: number;
  allowedMs: number;
  /** By how much it moves comparisons: its share, or the floor. */
  marginMs: number;
}

/**
 * How much the generator's own delays moved each reported percentile.
 *
 * Both distributions are of the same requests, so their difference has no sampling error. Delays shorter than a timer's
 * grain can't be measured, which is why no smaller shift is held against the generator.
 * @param reported latencies in µs
 * @param undelayed the same requests, each without the time for which the generator delayed it, as estimated
 */
export function shiftsOf(reported: Histogram, undelayed: Histogram, overheadP50Ms: number): Shift[] {
  const names = Object.keys(MARGINS.latency) as Shift["name"][];
  return names.flatMap((name) => {
    const quantile = QUANTILES[name];
    const reportedMs = inMs(reported.quantile(quantile));
    const undelayedMs = inMs(undelayed.quantile(quantile));
    if (reported.count < samplesNeeded(quantile) || reportedMs === null || undelayedMs === null) return [];
    const leastMs = Math.max(MARGINS.floorMs, MARGINS.overheadFactor * overheadP50Ms, TIMER_GRAIN_MS);
    const shareMs = MARGINS.latency[name] * undelayedMs;
    const allowedMs = Math.max(leastMs, shareMs);
    const marginMs = Math.max(MARGINS.floorMs, shareMs);
    return [{ name, reportedMs, undelayedMs, allowedMs, marginMs }];
  });
}
