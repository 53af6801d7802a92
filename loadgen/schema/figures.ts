/** What tables show of a measurement, for endpoints, segments, levels and whole loads alike. */
import { number, quantity } from "../../base/format.ts";
import { THRESHOLD_METRICS, parseThreshold } from "./thresholds.ts";
import type { EndpointStats, Latency, ThresholdResult } from "./cell.ts";

export const FIGURE_HEADS = ["rate", "failed", "p50", "p95", "p99"] as const;

interface Measured {
  ratePerS: number;
  /** Of successful requests. */
  latencyMs: Pick<Latency, "p50" | "p95" | "p99">;
}

/** Share of failed requests, 0–100; `null` without requests. */
export const failedPct = ({ requests, failures }: Pick<EndpointStats, "requests" | "failures">): number | null =>
  requests === 0 ? null : (100 * failures) / requests;

/**
 * The figures under {@link FIGURE_HEADS}.
 * @param failed share of failures, 0–100; `null` if it is unknown
 */
export function figuresOf({ ratePerS, latencyMs }: Measured, failed: number | null): string[] {
  const latencies = [latencyMs.p50, latencyMs.p95, latencyMs.p99].map((ms) => quantity(ms, "ms"));
  return [quantity(ratePerS, "req/s"), quantity(failed, "%"), ...latencies];
}

/** `✓ passed  p95<200ms (187 ms)`. */
export function thresholdText({ threshold, holds, value }: ThresholdResult): string {
  const seen = value === null ? "nothing was measured for it" : inItsUnit(threshold, value);
  return `${holds ? "✓ passed" : "✗ failed"}  ${threshold} (${seen})`;
}

/** Times in milliseconds, shares in percent. */
export function inItsUnit(threshold: string, value: number): string {
  const parsed = parseThreshold(threshold);
  const type = typeof parsed === "string" ? undefined : THRESHOLD_METRICS[parsed.metric].type;
  if (type === "trend") return quantity(value, "ms");
  return type === "rate" ? quantity(100 * value, "%") : number(value);
}
