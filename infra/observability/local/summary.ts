/** Summarises samples over a window: increases of counters, averages and maxima of gauges. Pure. */
import type { ClusterEvent, MetricsSummary, Usage } from "../../../results/schema/outputs.ts";
import type { UsageSample } from "../../../results/schema/series.ts";
import type { Collected } from "./collector.ts";
import { type TimedSample, counterOver, gaugeOver, rateOver, type Point, type Window } from "../window.ts";
import type { LocalSource } from "../source.ts";

interface Quota {
  cpus: number;
  memoryBytes: number;
}

const quotaOf = (source: LocalSource, nodes: readonly string[]): Quota =>
  source.nodes
    .filter((node) => nodes.includes(node.name))
    .reduce((sum, n) => ({ cpus: sum.cpus + n.cpus, memoryBytes: sum.memoryBytes + n.memoryMiB * 2 ** 20 }), {
      cpus: 0,
      memoryBytes: 0,
    });

const NOT_COUNTED = "the bytes of programs are counted on links only";

/** @param window times of day of the measured part, in milliseconds */
export function summarise(source: LocalSource, collected: Collected, window: Window): MetricsSummary {
  const { samples, failed, lastProblem } = collected;
  const reason = lastProblem ?? "too few scrapes in the measured part";
  const bytesReason = source.runsPrograms ? NOT_COUNTED : reason;
  const usage = (
    kind: "services" | "nodes",
    name: string,
    nodes: readonly string[],
    { cpus, memoryMiB }: NonNullable<LocalSource["services"][number]["limits"]> = {},
  ): Usage => {
    const ofNodes = quotaOf(source, nodes);
    const quota = {
      cpus: cpus ?? ofNodes.cpus,
      memoryBytes: memoryMiB === undefined ? ofNodes.memoryBytes : memoryMiB * 2 ** 20,
    };
    const points = (field: keyof UsageSample): Point[] =>
      pointsOf(samples, (sample) => sample[kind].find((u) => u.name === name)?.[field] as number | null | undefined);
    const cpu = points("cpuSeconds");
    const memory = points("memoryBytes");
    const increase = (field: "restarts" | "oomKills"): number | null => {
      const { total } = counterOver(points(field), window, reason);
      // Interpolation at the window's edges leaves fractions.
      return total === null ? null : Math.ceil(total);
    };
    return {
      name,
      cpuCores: rateOver(cpu, window, 1, reason),
      cpuPct: rateOver(cpu, window, 100 / quota.cpus, reason),
      memoryBytes: gaugeOver(memory, window, 1, reason),
      memoryPct: gaugeOver(memory, window, 100 / quota.memoryBytes, reason),
      networkInBytes: counterOver(points("networkInBytes"), window, bytesReason),
      networkOutBytes: counterOver(points("networkOutBytes"), window, bytesReason),
      crossNodeBytes: counterOver(points("crossNodeBytes"), window, reason),
      restarts: increase("restarts"),
      oomKills: increase("oomKills"),
    };
  };
  const links = pointsOf(samples, (sample) => sample.crossNodeBytes);
  return {
    window: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
    scrapeIntervalMs: source.intervalMs,
    scrapes: samples.length,
    failedScrapes: failed,
    services: source.services.map(({ name, nodes, limits }) => ({
      ...usage("services", name, nodes, limits),
      nodes,
      replicas: gaugeOver(replicasOf(samples, name), window, 1, reason),
    })),
    nodes: source.nodes.map(({ name }) => usage("nodes", name, [name])),
    crossNodeBytes: counterOver(links, window, reason),
    links: linksIn(samples).map((between) => ({
      between,
      roundTrips: counterOver(tripsOver(samples, between), window, reason),
    })),
    events: source.services.flatMap((service) => restartEvents(service, samples, window)),
  };
}

/** At the first scrape that counts each. */
function restartEvents(
  { name, nodes }: LocalSource["services"][number],
  samples: readonly TimedSample[],
  { to }: Window,
): ClusterEvent[] {
  const counts = pointsOf(samples, ({ services }) => services.find((each) => each.name === name)?.restarts);
  return counts.slice(1).flatMap(({ at, value }, i): ClusterEvent[] => {
    const count = value - counts[i]!.value;
    if (count <= 0 || at > to) return [];
    const node = nodes.length === 1 ? nodes[0]! : null;
    const of = { service: name, pod: null, node, what: "a replica was restarted", count };
    return [{ at: new Date(at).toISOString(), kind: "restart", ...of }];
  });
}

const replicasOf = (samples: readonly TimedSample[], service: string): Point[] =>
  pointsOf(samples, ({ services }) => services.find(({ name }) => name === service)?.replicas);

type Ends = NonNullable<TimedSample["links"]>[number]["between"];

const isSame = (a: Ends, b: Ends): boolean => a[0] === b[0] && a[1] === b[1];

function linksIn(samples: readonly TimedSample[]): Ends[] {
  const all = samples.flatMap(({ links = [] }) => links.map(({ between }) => between));
  return all.filter((between, i) => all.findIndex((other) => isSame(other, between)) === i);
}

const tripsOver = (samples: readonly TimedSample[], of: Ends): Point[] =>
  pointsOf(samples, ({ links }) => links?.find(({ between }) => isSame(between, of))?.roundTrips);

function pointsOf(samples: readonly TimedSample[], read: (sample: TimedSample) => number | null | undefined): Point[] {
  return samples.flatMap((sample) => {
    const value = read(sample);
    return value === null || value === undefined ? [] : [{ at: sample.at, value }];
  });
}
