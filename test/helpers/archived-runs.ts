/** Archived runs with series, as two stacks of the storefront would leave them: plain shapes, no randomness. */
import { Histogram, encodeHistogram } from "@stackmark/loadgen/histogram";
import type { Second } from "@stackmark/loadgen/schema";
import type { ArchivedCell, ArchivedRun } from "../../results/archive/index.ts";
import type { CellOutput, StackOutputs } from "../../results/schema/outputs.ts";
import type { MetricsSample } from "../../results/schema/series.ts";
import {
  aCell,
  aLatency,
  aMetrics,
  aMetricsSample,
  aResult,
  aSecond,
  aUsage,
  aUsageSample,
  aWanOutputs,
  anEndpointWithTrips,
  anOutputs,
} from "./builders.ts";

const SERVICES = ["frontend", "catalogue", "currency", "cart", "recommendation", "shipping", "checkout", "payment"];
const ENDPOINTS = ["GET /", "GET /product/:id", "POST /cart", "POST /cart/checkout", "POST /setCurrency"];
const LEVELS = { low: 10, medium: 50, high: 200 };

export interface RunShape {
  /** Mean latency of the fastest endpoint at the lowest level. */
  latencyMs: number;
  /** Round trips over the link for each endpoint's rank. */
  tripsPerRank: number;
  seconds?: number;
  repeats?: number;
}

export function anArchivedRun(outputs: StackOutputs): ArchivedRun {
  return {
    dir: `/runs/${outputs.runId}`,
    runId: outputs.runId,
    stack: outputs.stack,
    status: "complete",
    labels: {},
    outputs,
    cells: outputs.load.map((cell) => anArchivedCell(cell)),
    isImported: false,
    problems: [],
  };
}

export function anArchivedCell(
  output: CellOutput,
  seconds: Second[] = [],
  metrics: MetricsSample[] = [],
): ArchivedCell {
  return { cell: output.cell, output, missing: null, seconds, metrics, histograms: null, problems: [] };
}

/** The stack on one node. */
export const aLocalRun = (shape: Partial<RunShape> = {}): ArchivedRun =>
  shaped(anOutputs(), { latencyMs: 6, tripsPerRank: 0, ...shape });

/** The stack on two nodes with a link between them. */
export const aWanRun = (shape: Partial<RunShape> = {}): ArchivedRun =>
  shaped(aWanOutputs(), { latencyMs: 6, tripsPerRank: 2, ...shape });

function shaped(base: StackOutputs, shape: RunShape): ArchivedRun {
  const nodes = base.nodes.map(({ name }) => name);
  const repeats = Array.from({ length: shape.repeats ?? 1 }, (_, index) => index + 1);
  const cells = Object.entries(LEVELS).flatMap(([level, users]) =>
    repeats.map((repeat) => shapedCell(base.runId, level, users, repeat, nodes, shape)),
  );
  const plan = {
    ...base.plan,
    levels: Object.entries(LEVELS).map(([name, users]) => ({
      name,
      users,
      spawnRatePerS: 2 * users,
      durationMs: 20_000,
    })),
    services: SERVICES.map((name) => ({ name, replicas: 1, nodeSelector: {} })),
  };
  const placement = SERVICES.map((service, index) => ({
    service,
    replica: 0,
    node: (index === 0 ? nodes.at(-1) : nodes[0]) ?? "",
  }));
  const notes = ["Users think a tenth as long as the scenario says.", "Users start faster than in the scenario."];
  const load = cells.flatMap(({ output }) => output ?? []);
  return { ...anArchivedRun({ ...base, plan, placement, load, notes }), cells };
}

function shapedCell(
  runId: string,
  level: string,
  users: number,
  repeat: number,
  nodes: string[],
  { latencyMs, tripsPerRank, seconds = 20 }: RunShape,
): ArchivedCell {
  const busy = 1 + users / 100;
  const endpoints = ENDPOINTS.map((name, rank) =>
    anEndpointWithTrips(
      name,
      latencyMs * busy * (1 + rank / 4) + 60 * tripsPerRank * (rank + 1),
      tripsPerRank * (rank + 1),
    ),
  );
  const avg = endpoints.reduce((sum, { latencyMs }) => sum + (latencyMs.avg ?? 0), 0) / endpoints.length;
  const latency = aLatency(avg);
  const crossPerS = tripsPerRank === 0 ? 0 : 4000 * users;
  const usage = (name: string, scale: number) =>
    aUsage({
      name,
      nodes: [nodes[0] ?? ""],
      cpuCores: { avg: 0.1 * busy * scale, max: 0.15 * busy * scale },
      cpuPct: { avg: 8 * busy * scale, max: 12 * busy * scale },
      crossNodeBytes: { total: 18 * crossPerS, perS: crossPerS },
    });
  const output = aCell({
    runId,
    level,
    repeat,
    machines: nodes,
    result: aResult({
      spec: { ...aResult().spec, users },
      overall: {
        ...anEndpointWithTrips("*", avg, 3 * tripsPerRank, 1000),
        ratePerS: 4 * users,
        latencyMs: latency,
        failures: level === "high" ? 3 : 0,
      },
      endpoints,
      errors:
        level === "high"
          ? [
              {
                endpoint: "GET /",
                class: "timeout-headers",
                message: "no headers after 60000 ms",
                count: 3,
                firstAtMs: 4000,
                lastAtMs: 9000,
              },
            ]
          : [],
    }),
    metrics: aMetrics({
      services: SERVICES.map((name, index) => usage(name, 1 / (index + 1))),
      nodes: nodes.map((name) => ({ ...usage(name, 2), nodes: undefined })),
      crossNodeBytes: { total: 18 * crossPerS, perS: crossPerS },
    }),
  });
  return {
    ...anArchivedCell(output, secondsOf(seconds, users, latency.p50 ?? 1), samplesOf(seconds, nodes, busy, crossPerS)),
    histograms: histogramsOf(latency.p50 ?? 1, 72 * users),
  };
}

/** Latencies at the quantiles of a log-logistic distribution around the median: a long tail, and no randomness. */
function histogramsOf(p50Ms: number, samples: number) {
  const histogram = new Histogram();
  for (let index = 0; index < samples; index += 1) {
    const quantile = (index + 0.5) / samples;
    histogram.record(1000 * p50Ms * (quantile / (1 - quantile)) ** 0.4);
  }
  const entry = { endpoint: "GET /", segment: 1, outcome: "ok", kind: "service", ...encodeHistogram(histogram) };
  const segments = [
    { name: "warm-up", measured: false },
    { name: "plateau", measured: true },
  ];
  return { version: 0, layout: "hdr-3-60s", segments, counts: [], entries: [entry] };
}

function secondsOf(count: number, users: number, p50Ms: number): Second[] {
  return Array.from({ length: count }, (_, index) => {
    const wave = 1 + 0.15 * Math.sin(index);
    return aSecond({
      atMs: 1000 * (index + 1),
      users: Math.min(users, Math.ceil((users * (index + 1)) / 2)),
      requests: Math.round(4 * users * wave),
      ...(users >= 200 && index >= 4 && index <= 9
        ? { failures: 1, failureClasses: { "timeout-headers": 1 } }
        : { failures: 0 }),
      p50Ms: p50Ms * wave,
      p95Ms: p50Ms * wave * 3,
      p99Ms: index % 7 === 3 ? null : p50Ms * wave * 5,
    });
  });
}

function samplesOf(count: number, nodes: string[], busy: number, crossPerS: number): MetricsSample[] {
  return Array.from({ length: count }, (_, index) => {
    const used = (name: string, scale: number) =>
      aUsageSample({
        name,
        cpuSeconds: 0.1 * busy * scale * (index + Math.sin(index) / 3),
        memoryBytes: 6e7 + 1e6 * index * scale,
        networkInBytes: 2e5 * busy * index * scale,
        networkOutBytes: 6e5 * busy * index * scale,
        crossNodeBytes: crossPerS * index,
      });
    return aMetricsSample({
      atMs: 1000 * (index + 1),
      services: SERVICES.map((name, rank) => used(name, 1 / (rank + 1))),
      nodes: nodes.map((name, rank) => used(name, 2 - rank)),
      crossNodeBytes: crossPerS * index,
    });
  });
}
