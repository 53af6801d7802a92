/** Test data with only what a test cares about written out. */
import type { LoadOutcome } from "@stackmark/loadgen";
import type { CellInputs, CellOutputs } from "../../../infra/load/cell.ts";
import { configSchema, stackConfigOf, type StackConfig } from "../../../infra/config/schema/index.ts";
import { environment } from "../../../infra/environment.ts";
import { summaryOf } from "../../../infra/load/summary.ts";
import type { LocalSource } from "../../../infra/observability/source.ts";
import { planOf, type Plan } from "../../../infra/topology/plan.ts";
import type { EndpointStats } from "../../../loadgen/schema/cell.ts";
import type { MeasuredCell, MetricsSummary, Usage } from "../../../results/schema/outputs.ts";

export const aServer = { name: "server", cloud: "local", role: "server" } as const;
export const anEdge = { name: "edge", cloud: "local", labels: { role: "edge" } } as const;

export function aConfig(input: Record<string, unknown> = {}): StackConfig {
  return stackConfigOf(configSchema.parse({ topology: { nodes: [aServer] }, ...input }));
}

export const aPlan = (input: Record<string, unknown> = {}): Plan => planOf("test", aConfig(input));

export const aSource = (source: Partial<LocalSource> = {}): LocalSource => ({
  kind: "local",
  stack: "test",
  nodes: [{ name: "server", cpus: 0.5, memoryMiB: 1 }],
  links: [],
  services: [{ name: "frontend", nodes: ["server"] }],
  intervalMs: 10,
  ...source,
});

export const theSpec = {
  model: "closed",
  users: 2,
  durationMs: 10_000,
  warmUpMs: 1_000,
  gracefulStopMs: 1_000,
} as const;

export const someInputs = (inputs: Partial<CellInputs> = {}): CellInputs => ({
  stack: "test",
  cell: "load-low-1",
  level: "low",
  repeat: 1,
  order: 0,
  runId: "keep",
  spec: { ...theSpec },
  rehearsal: null,
  workloadDigest: "workload",
  topologyDigest: "topology",
  target: "http://127.0.0.1:1",
  machines: ["server"],
  instances: ["server/1"],
  provenance: "emulated",
  metrics: aSource(),
  podKill: null,
  generators: null,
  planned: { plan: { nodes: [], links: [], services: [], levels: [] }, nodes: [], placement: [], notes: [] },
  marginMs: 5_000,
  ...inputs,
});

const noLatency = { avg: null, min: null, max: null, p50: null, p90: null, p95: null, p99: null, p999: null };
const noRequests: EndpointStats = {
  name: "*",
  requests: 0,
  ok: 0,
  failures: 0,
  ratePerS: 0,
  failuresPerS: 0,
  bytes: 0,
  latencyMs: noLatency,
  allLatencyMs: noLatency,
  missing: [],
  tallies: {},
};

/** A load that sent nothing but has the shape of one: warm-up of a second, then `measuredMs`. */
export function anOutcome(
  status: "complete" | "partial" | "invalid" = "complete",
  measuredMs = 9_000,
  startedAt = Date.now(),
): LoadOutcome {
  const endMs = 1_000 + measuredMs;
  const reasons = status === "complete" ? [] : [{ code: status === "partial" ? "stopped" : "made-up", message: "why" }];
  const segments = [
    { name: "warm-up", kind: "warm-up" as const, startMs: 0, endMs: 1_000, measured: false },
    { name: "plateau", kind: "plateau" as const, startMs: 1_000, endMs, measured: true },
  ];
  return {
    result: {
      schemaVersion: 0,
      status,
      reasons,
      spec: { ...theSpec, scenario: "boutique", tallyHeaders: [], target: "http://127.0.0.1:1" },
      target: "http://127.0.0.1:1",
      startedAt: new Date(startedAt).toISOString(),
      endedAt: new Date(startedAt + endMs).toISOString(),
      measuredMs,
      segments,
      vantage: { kind: "here", where: "here", rttMs: null },
      overall: noRequests,
      endpoints: [],
      errors: [],
      accounting: {
        ...{ planned: 0, released: 0, dropped: 0, sent: 0, ok: 0, failed: 0, aborted: 0, inFlightAtEnd: 0 },
        audits: [],
      },
      generator: {
        ...{ workers: 1, cpuPctOfCore: 1, eventLoopUtilisation: 0.1, loopDelayP99Ms: 1 },
        ...{ limited: false, reasons: [] },
      },
      longestGapMs: null,
    },
    histograms: {
      version: 0,
      layout: "hdr-3-60s",
      segments: segments.map(({ name, measured }) => ({ name, measured })),
      counts: [],
      entries: [],
    },
  };
}

export function aUsage(name: string, usage: Partial<Usage> = {}): Usage {
  const gauge = { avg: 1, max: 2 };
  const counter = { total: 10, perS: 1 };
  return {
    name,
    ...{ cpuCores: gauge, cpuPct: gauge, memoryBytes: gauge, memoryPct: gauge },
    ...{ networkInBytes: counter, networkOutBytes: counter, crossNodeBytes: counter },
    restarts: 0,
    ...usage,
  };
}

/** Of `seconds` from the epoch on. */
export const aSummary = (seconds: number, usage: Partial<Usage> = {}): MetricsSummary => ({
  window: { from: new Date(0).toISOString(), to: new Date(seconds * 1000).toISOString() },
  scrapeIntervalMs: 1000,
  scrapes: seconds,
  failedScrapes: 0,
  services: [aUsage("frontend", { nodes: ["server"], ...usage })],
  nodes: [aUsage("server", usage)],
  crossNodeBytes: { total: 10, perS: 1 },
});

export function measuredCell(inputs: CellInputs, { result }: LoadOutcome, runId = "run-1"): MeasuredCell {
  const { cell, level, repeat, order, machines, provenance } = inputs;
  const measured = { environment: environment(), result, metrics: aSummary(9) };
  return { cell, level, repeat, order, runId, machines, provenance, ...measured };
}

export function cellState(inputs: CellInputs, outcome: LoadOutcome, runId = "run-1"): CellOutputs {
  const { stack, cell, spec, workloadDigest, topologyDigest, instances } = inputs;
  const own = { stack, cell, runId, askedRunId: inputs.runId, spec, workloadDigest, topologyDigest, instances };
  return { ...own, status: outcome.result.status, output: summaryOf(measuredCell(inputs, outcome, runId), null) };
}
