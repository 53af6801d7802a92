/**
 * The catalogue's series as the archive's samples: one line per step, counters relative to the start of the series.
 *
 * Counters are sums of rates: the counter of a replaced pod starts at 0 again and would look like a fall.
 */
import type { UsageSample } from "../../../results/schema/series.ts";
import type { TimedSample, Point } from "../window.ts";
import type { LabelFilter, QueryResults } from "./readings.ts";
import { sumOf } from "./sums.ts";

interface Part {
  name: string;
  belongs: LabelFilter;
  kind: "services" | "nodes";
}

type Field = Exclude<keyof UsageSample, "name">;

/** The queries that a field is the sum of, and whether they are rates. */
const FIELDS: Record<Part["kind"], Partial<Record<Field, { queries: string[]; isRate: boolean }>>> = {
  services: {
    cpuSeconds: { queries: ["pod_cpu"], isRate: true },
    memoryBytes: { queries: ["pod_memory_working_set"], isRate: false },
    networkInBytes: { queries: ["pod_network_received"], isRate: true },
    networkOutBytes: { queries: ["pod_network_sent"], isRate: true },
    restarts: { queries: ["pod_restarts"], isRate: false },
    replicas: { queries: ["pod_running"], isRate: false },
  },
  nodes: {
    cpuSeconds: { queries: ["node_cpu"], isRate: true },
    memoryBytes: { queries: ["node_memory"], isRate: false },
    networkInBytes: { queries: ["node_network_received"], isRate: true },
    networkOutBytes: { queries: ["node_network_sent"], isRate: true },
    crossNodeBytes: { queries: ["node_overlay_received", "node_overlay_sent"], isRate: true },
  },
};

const UNKNOWN: Omit<UsageSample, "name" | "replicas"> = {
  cpuSeconds: null,
  memoryBytes: null,
  networkInBytes: null,
  networkOutBytes: null,
  crossNodeBytes: null,
  restarts: null,
};

/** A counter from rates. @param points a rate per second at each time; it holds since the previous point */
export function integrate(points: readonly Point[]): Point[] {
  let total = 0;
  return points.map(({ at, value }, i) => {
    total += i === 0 ? 0 : (value * (at - points[i - 1]!.at)) / 1000;
    return { at, value: total };
  });
}

function fieldPoints(
  results: QueryResults,
  queries: readonly string[],
  isRate: boolean,
  belongs: LabelFilter,
): Map<number, number> {
  const series = queries.flatMap((query) => results.get(query)?.series ?? []).filter(({ labels }) => belongs(labels));
  const points = sumOf(series);
  return new Map((isRate ? integrate(points) : points).map(({ at, value }) => [at, value]));
}

/** @param services each with the filter for its pods */
export function samplesOf(
  results: QueryResults,
  services: readonly { name: string; belongs: LabelFilter }[],
  nodes: readonly string[],
): TimedSample[] {
  const parts: Part[] = [
    ...services.map((service): Part => ({ ...service, kind: "services" })),
    ...nodes.map((name): Part => ({ name, kind: "nodes", belongs: ({ instance }) => instance === name })),
  ];
  const columns = parts.map(({ name, kind, belongs }) => ({
    name,
    kind,
    fields: Object.entries(FIELDS[kind]).map(([field, { queries, isRate }]) => ({
      field,
      points: fieldPoints(results, queries, isRate, belongs),
    })),
  }));
  const overlay = fieldPoints(results, ["node_overlay_sent"], true, () => true);
  const times = new Set([
    ...columns.flatMap(({ fields }) => fields.flatMap(({ points }) => [...points.keys()])),
    ...overlay.keys(),
  ]);
  const row = (kind: Part["kind"], at: number): UsageSample[] =>
    columns
      .filter((column) => column.kind === kind)
      .map(({ name, fields }) => ({
        name,
        ...UNKNOWN,
        ...Object.fromEntries(fields.map(({ field, points }) => [field, points.get(at) ?? null])),
      }));
  return [...times]
    .sort((a, b) => a - b)
    .map((at) => ({
      at,
      services: row("services", at),
      nodes: row("nodes", at),
      crossNodeBytes: overlay.get(at) ?? null,
    }));
}
