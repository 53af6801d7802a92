/** Metrics of services and nodes. */
import type { MetricsSummary, Usage } from "../../../results/schema/outputs.ts";

const START = "2026-03-01T10:00:00.000Z";
const END = "2026-03-01T10:00:20.000Z";

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
