/** Archived time series. */
import type { Second } from "@stackmark/loadgen/schema";
import type { MetricsSample, UsageSample } from "../../../results/schema/series.ts";

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
