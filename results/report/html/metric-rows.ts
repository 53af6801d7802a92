/** The rows of the table of results: the main metrics, each with those that belong to it. */
import { OVERALL_METRICS, RESOURCE_METRICS, type Metric } from "../../compare/metrics.ts";
import type { CellOutput } from "../../schema/outputs.ts";
import { ALTERNATIVES } from "../main-metrics.ts";

export interface MetricRow {
  metric: Metric<CellOutput>;
  /** Shown on demand. */
  more: Metric<CellOutput>[];
}

const ALL = new Map([...OVERALL_METRICS, ...RESOURCE_METRICS].map((metric) => [metric.id, metric]));

/** By the main metric. */
const MORE: Record<string, string[]> = {
  failures: ["restarts", "oom-kills"],
  p50: ["avg", "p90", "cpu-throttled"],
  p99: ["p99.9"],
  "cpu-per-request": ["cpu-cores", "cpu-quota", "memory", "memory-quota", "cross-node"],
};

/** @param isMeasured whether any cell has a value of the metric: those without one give way to the next that has */
export function metricRows(isMeasured: (metric: Metric<CellOutput>) => boolean): MetricRow[] {
  return ALTERNATIVES.flatMap((ids): MetricRow[] => {
    const all = [...ids, ...(MORE[ids[0]] ?? [])].map((id) => ALL.get(id)!);
    const [metric, ...more] = all.filter(isMeasured);
    return metric ? [{ metric, more }] : [];
  });
}
