/**
 * Builders of valid measured data: each gives a whole value that its schema accepts, with the given fields replaced.
 * The numbers are plain ones that a test can compute with.
 */
import type { CellResult, EndpointStats, Latency, Second } from "@stackmark/loadgen/result";
import type { CellOutput, MetricsSummary, StackOutputs, Usage } from "../../results/schema/outputs.ts";
import type { MetricsSample, UsageSample } from "../../results/schema/series.ts";

const START = "2026-03-01T10:00:00.000Z";
const END = "2026-03-01T10:00:20.000Z";

/** Latencies in the proportions of a usual service, scaled by their average. */
export function aLatency(avg = 10, over: Partial<Latency> = {}): Latency {
  const at = (factor: number) => avg * factor;
  return {
    avg,
    min: at(0.2),
    max: at(10),
    p50: at(0.8),
    p90: at(2),
    p95: at(3),
    p99: at(5),
    p999: null,
    ...over,
  };
}

export function anEndpoint(over: Partial<EndpointStats> = {}): EndpointStats {
  return {
    name: "*",
    requests: 1000,
    ok: 1000,
    failures: 0,
    ratePerS: 50,
    failuresPerS: 0,
    bytes: 1_000_000,
    latencyMs: aLatency(),
    allLatencyMs: aLatency(),
    missing: [{ metric: "latencyMs.p999", reason: "20000 samples are needed, there are 1000" }],
    tallies: {},
    ...over,
  };
}

/** An endpoint whose responses carried the given mean number of sequential round trips. */
export function anEndpointWithTrips(name: string, avg: number, trips: number, responses = 500): EndpointStats {
  return anEndpoint({
    name,
    requests: responses,
    ok: responses,
    latencyMs: aLatency(avg),
    allLatencyMs: aLatency(avg),
    tallies: { "x-stackmark-round-trips": { responses, sum: trips * responses, mean: trips } },
  });
}

export function aResult(over: Partial<CellResult> = {}): CellResult {
  return {
    schemaVersion: 0,
    status: "complete",
    reasons: [],
    spec: { model: "closed", users: 10, spawnRatePerS: 20, durationMs: 20_000, scenario: "boutique" },
    target: "http://127.0.0.1:8080",
    startedAt: START,
    endedAt: END,
    measuredMs: 18_000,
    segments: [
      { name: "warm-up", kind: "warm-up", startMs: 0, endMs: 2000, measured: false },
      { name: "plateau", kind: "plateau", startMs: 2000, endMs: 20_000, measured: true },
    ],
    vantage: {
      kind: "here",
      where: "on the frontend's side of the link",
      rttMs: { min: 0.1, mean: 0.2, max: 0.4, samples: 10 },
    },
    overall: anEndpoint(),
    endpoints: [anEndpoint({ name: "GET /" }), anEndpoint({ name: "GET /product/:id" })],
    errors: [],
    accounting: {
      planned: 1000,
      released: 1000,
      dropped: 0,
      sent: 1000,
      ok: 1000,
      failed: 0,
      aborted: 0,
      inFlightAtEnd: 0,
      audits: [{ name: "sent = ok + failed + aborted + in flight", holds: true, detail: "1000 = 1000 + 0 + 0 + 0" }],
    },
    generator: {
      workers: 1,
      cpuPctOfCore: 12,
      eventLoopUtilisation: 0.1,
      loopDelayP99Ms: 1.2,
      limited: false,
      reasons: [],
    },
    longestGapMs: 120,
    ...over,
  };
}

export function aUsage(over: Partial<Usage> = {}): Usage {
  return {
    name: "frontend",
    nodes: ["node-1"],
    cpuCores: { avg: 0.2, max: 0.4 },
    cpuPct: { avg: 20, max: 40 },
    memoryBytes: { avg: 80_000_000, max: 90_000_000 },
    memoryPct: { avg: 8, max: 9 },
    networkInBytes: { total: 1_000_000, perS: 50_000 },
    networkOutBytes: { total: 4_000_000, perS: 200_000 },
    crossNodeBytes: { total: 0, perS: 0 },
    restarts: 0,
    ...over,
  };
}

export function aMetrics(over: Partial<MetricsSummary> = {}): MetricsSummary {
  return {
    window: { from: START, to: END },
    scrapeIntervalMs: 1000,
    scrapes: 18,
    failedScrapes: 0,
    services: [aUsage(), aUsage({ name: "cart" })],
    nodes: [aUsage({ name: "node-1", nodes: undefined })],
    crossNodeBytes: { total: 0, perS: 0 },
    ...over,
  };
}

export function aCell(over: Partial<CellOutput> = {}): CellOutput {
  const level = over.level ?? "low";
  const repeat = over.repeat ?? 1;
  return {
    cell: `load-${level}-${repeat}`,
    level,
    repeat,
    order: 0,
    runId: "run-a",
    machines: ["node-1"],
    provenance: "emulated",
    environment: null,
    stealPct: null,
    result: aResult(),
    metrics: aMetrics(),
    ...over,
  };
}

export function anOutputs(over: Partial<StackOutputs> = {}): StackOutputs {
  const runId = over.runId ?? "run-a";
  return {
    schemaVersion: 0,
    stack: "local",
    runId,
    provenance: "emulated",
    topologyDigest: "0".repeat(64),
    plan: {
      nodes: [{ name: "node-1", role: "server", cloud: "local", size: "local-2", labels: {} }],
      links: [],
      services: [
        { name: "frontend", replicas: 1, nodeSelector: {} },
        { name: "cart", replicas: 1, nodeSelector: {} },
      ],
      levels: [{ name: "low", users: 10, spawnRatePerS: 20, durationMs: 20_000 }],
    },
    nodes: [
      {
        name: "node-1",
        role: "server",
        size: "local-2",
        cpus: 2,
        memoryMiB: 1024,
        quota: { cpu: true, memory: true, note: "" },
        labels: {},
        publicIp: null,
        privateIp: "127.0.0.1",
        provenance: "emulated",
      },
    ],
    endpoints: { frontend: "http://127.0.0.1:8080" },
    placement: [
      { service: "frontend", replica: 0, node: "node-1" },
      { service: "cart", replica: 0, node: "node-1" },
    ],
    load: [aCell({ runId })],
    environment: {
      cpuModel: "Test CPU",
      cores: 2,
      memoryMiB: 4096,
      kernel: "6.1.0",
      node: "24.1.0",
      versions: { stackmark: "0.1.0" },
    },
    timings: [{ name: "node-1", createMs: 100, readyMs: 500, deleteMs: null }],
    notes: [],
    ...over,
  };
}

/** The same stack on two nodes with a link between them, the frontend on the far one. */
export function aWanOutputs(over: Partial<StackOutputs> = {}): StackOutputs {
  const base = anOutputs({ stack: "local-wan", runId: "run-b", topologyDigest: "1".repeat(64), ...over });
  const [node] = base.nodes;
  const [planned] = base.plan.nodes;
  if (!node || !planned) throw new Error("the builder has a node");
  return {
    ...base,
    plan: {
      ...base.plan,
      nodes: [planned, { ...planned, name: "node-2", role: "agent" }],
      links: [{ between: ["node-1", "node-2"], oneWayDelayMs: 30, jitterMs: 2, bandwidthMbitPerS: 100 }],
      services: base.plan.services.map((service) =>
        service.name === "frontend" ? { ...service, nodeSelector: { zone: "far" } } : service,
      ),
    },
    nodes: [node, { ...node, name: "node-2", role: "agent" }],
    placement: base.placement.map((at) => (at.service === "frontend" ? { ...at, node: "node-2" } : at)),
  };
}

export function aSecond(over: Partial<Second> = {}): Second {
  return {
    atMs: 1000,
    users: 10,
    requests: 50,
    failures: 0,
    bytes: 50_000,
    inFlight: 2,
    p50Ms: 8,
    p95Ms: 30,
    p99Ms: 50,
    ...over,
  };
}

export function aUsageSample(over: Partial<UsageSample> = {}): UsageSample {
  return {
    name: "frontend",
    cpuSeconds: 1,
    memoryBytes: 80_000_000,
    networkInBytes: 10_000,
    networkOutBytes: 40_000,
    crossNodeBytes: 0,
    restarts: 0,
    ...over,
  };
}

export function aMetricsSample(over: Partial<MetricsSample> = {}): MetricsSample {
  return {
    atMs: 1000,
    services: [aUsageSample()],
    nodes: [aUsageSample({ name: "node-1" })],
    crossNodeBytes: 0,
    ...over,
  };
}
