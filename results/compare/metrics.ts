/** The catalogue of compared metrics, with their sources, units and better directions. */
import type { Latency } from "@stackmark/loadgen/schema";
import type { CellOutput, MetricsSummary, Usage } from "../schema/outputs.ts";
import type { RecordedEndpoint as EndpointStats } from "../schema/recorded.ts";
import type { Unit } from "../../base/format.ts";

export interface Value {
  value: number | null;
  reason?: string;
}

export interface Metric<Source> {
  id: string;
  label: string;
  unit: Unit;
  better: "lower" | "higher" | null;
  of(source: Source): Value;
}

function latency(id: string, label: string, key: keyof Latency): Metric<EndpointStats> {
  return { id, label, unit: "ms", better: "lower", of: (stats) => latencyOf(stats, key) };
}

function latencyOf(stats: EndpointStats, key: keyof Latency): Value {
  const value = stats.latencyMs[key];
  if (value !== null) return { value };
  const reason = stats.missing.find(({ metric }) => metric === `latencyMs.${key}`)?.reason;
  return { value, reason: reason ?? (stats.ok === 0 ? "no request succeeded" : "it was not measured") };
}

const FAILURES = "failures";

/** Metrics of the generator, for one endpoint or for all. */
export const LOAD_METRICS: readonly Metric<EndpointStats>[] = [
  { id: "rate", label: "rate", unit: "req/s", better: "higher", of: ({ ratePerS }) => ({ value: ratePerS }) },
  {
    id: FAILURES,
    label: "failures",
    unit: "%",
    better: "lower",
    of: ({ failures, requests }) =>
      requests > 0 ? { value: (100 * failures) / requests } : { value: null, reason: "no request was made" },
  },
  latency("avg", "avg", "avg"),
  latency("p50", "p50", "p50"),
  latency("p90", "p90", "p90"),
  latency("p95", "p95", "p95"),
  latency("p99", "p99", "p99"),
  latency("p99.9", "p99.9", "p999"),
  latency("max", "max", "max"),
];

/** Dropped iterations of the measured part, or of the whole load if its segments were not counted separately. */
function droppedOf({ segments, segmentStats, accounting }: CellOutput["result"]): number {
  const measured = new Set(segments.filter((segment) => segment.measured).map(({ name }) => name));
  const parts = segmentStats?.filter(({ segment, arrivals }) => measured.has(segment) && arrivals !== null) ?? [];
  if (parts.length === 0) return accounting?.dropped ?? 0;
  return parts.reduce((all, { arrivals }) => all + Object.values(arrivals!.dropped).reduce((sum, n) => sum + n, 0), 0);
}

/** Dropped iterations count as failures, because their users were not served either. */
function failuresOf({ result }: CellOutput): Value {
  const { failures, requests } = result.overall;
  const dropped = droppedOf(result);
  if (requests + dropped === 0) return { value: null, reason: "no request was made" };
  return { value: (100 * (failures + dropped)) / (requests + dropped) };
}

/** The same metrics of a whole cell, with dropped iterations among the failures. */
export const OVERALL_METRICS: readonly Metric<CellOutput>[] = LOAD_METRICS.map((metric) => ({
  ...metric,
  of: (cell) => (metric.id === FAILURES ? failuresOf(cell) : metric.of(cell.result.overall)),
}));

const NO_METRICS: Value = { value: null, reason: "no metrics were scraped" };

function scraped(
  id: string,
  label: string,
  unit: Unit,
  better: Metric<CellOutput>["better"],
  of: (metrics: MetricsSummary, cell: CellOutput) => Value,
): Metric<CellOutput> {
  return { id, label, unit, better, of: (cell) => (cell.metrics ? of(cell.metrics, cell) : NO_METRICS) };
}

/** Missing if one node has no value: a sum of the others would look like an improvement. */
function over(
  usages: readonly Usage[],
  part: (usage: Usage) => Value,
  combine: (values: number[]) => number,
  without = "no node was scraped",
): Value {
  if (usages.length === 0) return { value: null, reason: without };
  const values: number[] = [];
  for (const usage of usages) {
    const { value, reason } = part(usage);
    if (value === null) return { value: null, reason: `${usage.name}: ${reason ?? "not scraped"}` };
    values.push(value);
  }
  return { value: combine(values) };
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
const greatest = (values: number[]): number => Math.max(...values);

const cores = (nodes: readonly Usage[]): Value =>
  over(nodes, ({ cpuCores }) => ({ value: cpuCores.avg, reason: cpuCores.reason }), sum);

/** CPU time per request in ms, from cores in use and requests per second. */
function perRequest({ value, reason }: Value, { overall }: CellOutput["result"]): Value {
  if (value === null) return { value, reason };
  if (overall.ratePerS === 0) return { value: null, reason: "no request was made" };
  return { value: (1000 * value) / overall.ratePerS };
}

/** Metrics from the scrapes during a cell, over all its nodes. */
export const RESOURCE_METRICS: readonly Metric<CellOutput>[] = [
  // CPU in use follows the rate, which falls when a slower stack makes users wait; so only CPU per request has a better
  // direction.
  scraped("cpu-per-request", "CPU/request", "ms", "lower", ({ nodes }, { result }) => perRequest(cores(nodes), result)),
  scraped("cpu-cores", "CPU, all nodes", "cores", null, ({ nodes }) => cores(nodes)),
  scraped("cpu-quota", "CPU quota, busiest", "%", null, ({ nodes }) =>
    over(nodes, ({ cpuPct }) => ({ value: cpuPct.avg, reason: cpuPct.reason }), greatest),
  ),
  scraped("memory", "memory, all nodes", "bytes", "lower", ({ nodes }) =>
    over(nodes, ({ memoryBytes }) => ({ value: memoryBytes.avg, reason: memoryBytes.reason }), sum),
  ),
  scraped("memory-quota", "memory quota, fullest", "%", "lower", ({ nodes }) =>
    over(nodes, ({ memoryPct }) => ({ value: memoryPct.avg, reason: memoryPct.reason }), greatest),
  ),
  scraped("cross-node", "cross-node traffic", "bytes/s", null, ({ crossNodeBytes: { perS, reason } }) => ({
    value: perS,
    reason: perS === null ? (reason ?? "not scraped") : undefined,
  })),
  scraped("cross-node-per-request", "cross-node/request", "bytes/request", null, ({ crossNodeBytes }, { result }) =>
    crossNodeBytes.total === null || result.overall.requests === 0
      ? { value: null, reason: crossNodeBytes.reason ?? "no request was made" }
      : { value: crossNodeBytes.total / result.overall.requests },
  ),
  scraped("cpu-throttled", "CPU throttled, most", "%", "lower", ({ services }) =>
    over(
      services.filter(({ cpuThrottledPct }) => typeof cpuThrottledPct?.avg === "number"),
      ({ cpuThrottledPct }) => ({ value: cpuThrottledPct!.avg }),
      greatest,
      "no service has a CPU limit",
    ),
  ),
  scraped("restarts", "restarts", "count", "lower", ({ services }) =>
    over(services, ({ restarts }) => ({ value: restarts }), sum),
  ),
  scraped("oom-kills", "OOM kills", "count", "lower", ({ services }) =>
    over(services, ({ oomKills = null }) => ({ value: oomKills }), sum),
  ),
];
