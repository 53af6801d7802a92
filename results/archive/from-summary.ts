/** The outputs of a run of which only the summary is known: whatever a summary does not have is `null` or absent. Pure. */
import type { CellOutput, MetricsSummary, StackOutputs, Usage } from "../schema/outputs.ts";
import type { RecordedEndpoint } from "../schema/recorded.ts";
import type { CellSummary, StackSummary } from "../schema/summary.ts";
import { outputsWithoutTopology } from "./without-topology.ts";

const REASON = "the summary does not have it, and the full results are not in the archive";

/** @param why the full results are not available, as a note */
export function outputsOfSummary(summary: StackSummary, why: string): StackOutputs {
  const { stack, runId, provenance, endpoints, load, notes, derived } = summary;
  const of = { stack, runId, provenance, environment: null, notes: [...notes, why] };
  return { ...outputsWithoutTopology(load.map(cellOfSummary), of), endpoints, derived };
}

function cellOfSummary(summary: CellSummary, order: number): CellOutput {
  const { cell, level, repeat, runId, provenance, status, reasons, startedAt, vantage, unsteady } = summary;
  return {
    ...{ cell, level, repeat, order, runId, provenance },
    machines: [],
    environment: null,
    result: {
      schemaVersion: 0,
      status,
      reasons,
      spec: {},
      target: null,
      startedAt,
      endedAt: null,
      measuredMs: null,
      segments: [],
      vantage: { kind: vantage, where: vantage, rttMs: null },
      overall: overallOf(summary),
      endpoints: [],
      errors: [],
      accounting: null,
      generator: null,
      longestGapMs: null,
      steady: unsteady,
    },
    metrics: metricsOf(summary),
  };
}

const NO_LATENCY = { avg: null, min: null, max: null, p50: null, p90: null, p95: null, p99: null, p999: null };

function overallOf({ requests, failures, ratePerS, p50Ms, p95Ms, p99Ms, missing }: CellSummary): RecordedEndpoint {
  const latencyMs = { ...NO_LATENCY, p50: p50Ms, p95: p95Ms, p99: p99Ms };
  return {
    ...{ name: "*", requests, failures, ok: requests - failures, ratePerS },
    failuresPerS: requests === 0 ? 0 : (ratePerS * failures) / requests,
    bytes: null,
    latencyMs,
    allLatencyMs: NO_LATENCY,
    missing: Object.entries(latencyMs).flatMap(([key, value]) =>
      value === null ? [{ metric: `latencyMs.${key}`, reason: missing[`${key}Ms`] ?? REASON }] : [],
    ),
    tallies: {},
  };
}

function metricsOf({ startedAt, cpuCores, crossNodeBytesPerS, missing }: CellSummary): MetricsSummary {
  const [gauge, counter] = [
    { avg: null, max: null, reason: REASON },
    { total: null, perS: null, reason: REASON },
  ];
  const nodes: Usage = {
    name: "all nodes",
    cpuCores: { avg: cpuCores, max: null, reason: missing["cpuCores"] },
    ...{ cpuPct: gauge, memoryBytes: gauge, memoryPct: gauge },
    ...{ networkInBytes: counter, networkOutBytes: counter, crossNodeBytes: counter },
    restarts: null,
  };
  return {
    window: { from: startedAt, to: startedAt },
    scrapeIntervalMs: 0,
    scrapes: 0,
    failedScrapes: 0,
    services: [{ ...nodes, name: "all services" }],
    nodes: [nodes],
    crossNodeBytes: {
      total: null,
      perS: crossNodeBytesPerS,
      reason: missing["crossNodeBytesPerS"] ?? REASON,
    },
  };
}
