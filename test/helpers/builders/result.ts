/** The load results of one cell. */
import type { CellResult, EndpointStats, Latency } from "@stackmark/loadgen/schema";

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
