/** What tables show of a measurement, for endpoints, segments, levels and whole loads alike. */
import { number, quantity } from "../../base/format.ts";
import type { EndpointStats, ThresholdResult } from "./cell.ts";

export const FIGURE_HEADS = ["rate", "failed", "p50", "p95", "p99"] as const;

type Measured = Pick<EndpointStats, "ratePerS" | "requests" | "failures" | "latencyMs">;

/** Share of failed requests, 0–100; `null` without requests. */
export const failedPct = ({ requests, failures }: Pick<Measured, "requests" | "failures">): number | null =>
  requests === 0 ? null : (100 * failures) / requests;

/**
 * The figures under {@link FIGURE_HEADS}; latencies are of successful requests.
 * @param failed share of failures, 0–100. Default: that of the requests.
 */
export function figuresOf(measured: Measured, failed: number | null = failedPct(measured)): string[] {
  const { ratePerS, latencyMs } = measured;
  const latencies = [latencyMs.p50, latencyMs.p95, latencyMs.p99].map((ms) => quantity(ms, "ms"));
  return [quantity(ratePerS, "req/s"), quantity(failed, "%"), ...latencies];
}

/** `✓ passed  p95<200ms (187)`. */
export function thresholdText({ threshold, holds, value }: ThresholdResult): string {
  const seen = value === null ? "nothing was measured for it" : number(value);
  return `${holds ? "✓ passed" : "✗ failed"}  ${threshold} (${seen})`;
}
