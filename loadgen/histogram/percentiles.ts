import { number } from "../../base/format.ts";
import type { Histogram } from "./histogram.ts";
import type { EndpointStats, Latency, Second } from "../schema/cell.ts";

export const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
export type QuantileName = keyof typeof QUANTILES;

/** Samples that must lie above a percentile before it is reported. */
const SAMPLES_ABOVE = 20;

/** Samples that a percentile needs: 20/(1-p). */
export function samplesNeeded(quantile: number): number {
  return Math.round(SAMPLES_ABOVE / (1 - quantile));
}

/**
 * Latencies in ms from a histogram in µs; percentiles with too few samples, and those past the end of the
 * histogram, are `null`, with the reason.
 * @param overMs duration of the measurement, to estimate how long a load would need
 */
export function latencyOf(
  histogram: Histogram,
  metric: string,
  overMs?: number,
): { latency: Latency; missing: EndpointStats["missing"] } {
  const missing: EndpointStats["missing"] = [];
  const at = (name: QuantileName): number | null => {
    const needed = samplesNeeded(QUANTILES[name]);
    const value = histogram.count >= needed ? inMs(histogram.quantile(QUANTILES[name])) : null;
    if (value !== null) return value;
    missing.push({ metric: `${metric}.${name}`, reason: whyMissing(histogram, needed, overMs) });
    return null;
  };
  if (histogram.count === 0) {
    for (const name of ["avg", "min", "max"]) missing.push({ metric: `${metric}.${name}`, reason: "no samples" });
  }
  const latency: Latency = {
    avg: inMs(histogram.mean),
    min: histogram.count === 0 ? null : inMs(histogram.min),
    max: histogram.count === 0 ? null : inMs(histogram.max),
    p50: at("p50"),
    p90: at("p90"),
    p95: at("p95"),
    p99: at("p99"),
    p999: at("p999"),
  };
  return { latency, missing };
}

/** Percentiles of a short window, for display only; `null` where a percentile would simply be the maximum. */
export function secondPercentiles(histogram: Histogram): Pick<Second, "p50Ms" | "p95Ms" | "p99Ms"> {
  const at = (quantile: number) =>
    histogram.count * (1 - quantile) >= 1 - 1e-9 ? inMs(histogram.quantile(quantile)) : null;
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

function whyMissing({ count, pastEnd, max }: Histogram, needed: number, overMs: number | undefined): string {
  if (count < needed)
    return `too few samples: ${number(count)} of ${number(needed)} needed${duration(count, needed, overMs)}`;
  return `past the end of the histogram, as ${number(pastEnd)} of ${number(count)} values are; the longest took ${Math.round(max / 1e6)} s`;
}

function duration(count: number, needed: number, overMs: number | undefined): string {
  if (overMs === undefined || overMs <= 0 || count === 0) return "";
  return `, which takes about ${number(Math.ceil((overMs * needed) / count / 1000))} s at this rate`;
}

export function inMs(us: number | undefined): number | null {
  return us === undefined ? null : us / 1000;
}
