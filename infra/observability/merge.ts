/** The metrics of a cell that was measured in two parts: counters add up, averages weigh by time. Pure. */
import type { MetricsSummary, Usage } from "../../results/schema/outputs.ts";

type Gauge = Usage["cpuCores"];
type Counter = Usage["networkInBytes"];

const lengthMs = ({ window }: MetricsSummary): number => Date.parse(window.to) - Date.parse(window.from);

/** @param b the later part; the window spans both, from the first's begin to the second's end */
export function mergeMetrics(a: MetricsSummary, b: MetricsSummary): MetricsSummary {
  const [aMs, bMs] = [lengthMs(a), lengthMs(b)];
  const gauge = (x: Gauge, y: Gauge): Gauge => {
    if (x.avg === null || y.avg === null || x.max === null || y.max === null) return x.avg === null ? x : y;
    return { avg: (x.avg * aMs + y.avg * bMs) / (aMs + bMs), max: Math.max(x.max, y.max) };
  };
  const counter = (x: Counter, y: Counter): Counter => {
    if (x.total === null || y.total === null) return x.total === null ? x : y;
    const total = x.total + y.total;
    return { total, perS: (total * 1000) / (aMs + bMs) };
  };
  const usage = (x: Usage, y: Usage): Usage => ({
    name: y.name,
    ...(y.nodes ? { nodes: y.nodes } : {}),
    cpuCores: gauge(x.cpuCores, y.cpuCores),
    cpuPct: gauge(x.cpuPct, y.cpuPct),
    memoryBytes: gauge(x.memoryBytes, y.memoryBytes),
    memoryPct: gauge(x.memoryPct, y.memoryPct),
    networkInBytes: counter(x.networkInBytes, y.networkInBytes),
    networkOutBytes: counter(x.networkOutBytes, y.networkOutBytes),
    crossNodeBytes: counter(x.crossNodeBytes, y.crossNodeBytes),
    restarts: x.restarts === null || y.restarts === null ? null : x.restarts + y.restarts,
  });
  const both = (xs: Usage[], ys: Usage[]): Usage[] =>
    ys.map((y) => {
      const x = xs.find((each) => each.name === y.name);
      return x ? usage(x, y) : y;
    });
  return {
    window: { from: a.window.from, to: b.window.to },
    scrapeIntervalMs: b.scrapeIntervalMs,
    scrapes: a.scrapes + b.scrapes,
    failedScrapes: a.failedScrapes + b.failedScrapes,
    services: both(a.services, b.services),
    nodes: both(a.nodes, b.nodes),
    crossNodeBytes: counter(a.crossNodeBytes, b.crossNodeBytes),
  };
}
