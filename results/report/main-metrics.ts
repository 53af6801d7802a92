/** The metrics that a comparison shows at first; the others are an option or a click away. */
import type { LevelComparison, MetricChange } from "../compare/types.ts";

/** Where neither can be compared, the first of them stands for both. */
export const ALTERNATIVES = [
  ["rate"],
  ["failures"],
  ["p50"],
  ["p95"],
  ["p99", "max"],
  ["cpu-per-request", "cross-node-per-request"],
] as const;

/**
 * Ids of the six metrics that matter most, the same for all levels: rate, failures, p50, p95, p99 (else the maximum), and CPU
 * per request (else cross-node traffic per request). Primaries are added, because they decide.
 */
export function mainMetrics(levels: readonly LevelComparison[]): Set<string> {
  const all = levels.flatMap(({ metrics }) => metrics);
  const isCompared = (id: string) => all.some(({ metric, absolute }) => metric === id && absolute !== null);
  const chosen = ALTERNATIVES.map((ids) => ids.find(isCompared) ?? ids[0]);
  return new Set([...chosen, ...all.filter(({ role }) => role === "primary").map(({ metric }) => metric)]);
}

/** Whether at least one side has a value. */
export const isMeasured = ({ a, b }: MetricChange): boolean => a.value !== null || b.value !== null;
