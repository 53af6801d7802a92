import type { Bars } from "./bars.ts";

const quantiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
type Percentiles = Partial<Record<keyof typeof quantiles, number | null>>;

/** Holds measured percentiles against times that are known: p50–p99 within max(1 %, 0.3 ms); p99.9 is only stated. */
export function addPercentiles(bars: Bars, name: string, seenMs: Percentiles, truthMs: readonly number[]): void {
  const sorted = truthMs.toSorted((a, b) => a - b);
  for (const [percentile, quantile] of Object.entries(quantiles)) {
    const seen = seenMs[percentile as keyof Percentiles];
    if (seen === undefined) continue;
    if (seen === null) {
      bars.add(`${name}, ${percentile}`, "too few samples", percentile === "p999" ? null : false);
      continue;
    }
    const truth = sorted[Math.ceil(quantile * sorted.length) - 1]!;
    const holds = Math.abs(seen - truth) <= Math.max(truth * 0.01, 0.3);
    const figure = `${seen.toFixed(2)} ms, truth ${truth.toFixed(2)} ms`;
    bars.add(`${name}, ${percentile}`, figure, percentile === "p999" ? null : holds, "within max(1 %, 0.3 ms)");
  }
}
