import type { Bars } from "./bars.ts";

const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
type Percentiles = Partial<Record<keyof typeof QUANTILES, number | null>>;

/** Compares measured percentiles with known times. Bar: p50–p99 within max(1 %, 0.3 ms); p99.9 has none. */
export function addPercentiles(bars: Bars, name: string, measuredMs: Percentiles, truthMs: readonly number[]): void {
  const sorted = truthMs.toSorted((a, b) => a - b);
  for (const [percentile, quantile] of Object.entries(QUANTILES)) {
    const measured = measuredMs[percentile as keyof Percentiles];
    if (measured === undefined) continue;
    if (measured === null) {
      bars.add(`${name}, ${percentile}`, "too few samples", percentile === "p999" ? null : false);
      continue;
    }
    const truth = sorted[Math.ceil(quantile * sorted.length) - 1]!;
    const holds = Math.abs(measured - truth) <= Math.max(truth * 0.01, 0.3);
    const figure = `${measured.toFixed(2)} ms, truth ${truth.toFixed(2)} ms`;
    bars.add(`${name}, ${percentile}`, figure, percentile === "p999" ? null : holds, "within max(1 %, 0.3 ms)");
  }
}
