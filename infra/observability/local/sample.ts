/** Sums the parts of one scrape by service and node. Pure except for the counters that it advances. */
import type { MetricsSample, UsageSample } from "../../../results/schema/series.ts";
import type { NodeStatus } from "../../hosts/local/control.ts";
import type { LocalSource } from "../source.ts";
import { linkTraffic, type LinkScrape } from "./link-traffic.ts";
import type { ReplicaMetrics } from "./replica-metrics.ts";

export interface ReplicaScrape {
  /** Identifies the replica: service and replica number. */
  key: string;
  service: string;
  node: string;
  restarts: number;
  /** Absent: nobody counts them. */
  oomKills?: number;
  isRunning: boolean;
  metrics: ReplicaMetrics | null;
}
export interface NodeScrape {
  name: string;
  /** Null: it did not answer. */
  status: NodeStatus | null;
  replicas: ReplicaScrape[];
}

type Field = keyof ReplicaMetrics;

/** The sum is unknown if any part is: it would be too small without it. */
function sum(values: (number | null)[]): number | null {
  return values.includes(null) ? null : values.reduce<number>((total, value) => total + value!, 0);
}

export function sampleOf(
  source: LocalSource,
  nodes: readonly NodeScrape[],
  links: readonly LinkScrape[],
  counters: Counters,
): Omit<MetricsSample, "atMs"> {
  const replicas = nodes.flatMap((node) => node.replicas);
  const count = (key: string, raw: number | null): number | null => (raw === null ? null : counters.add(key, raw));
  const traffic = linkTraffic(links, (key, raw) => counters.add(key, raw));
  const counted = new Map(
    replicas.map((scrape) => {
      const fields = Object.entries(scrape.metrics ?? {}) as [Field, number | null][];
      return [scrape, new Map(fields.map(([field, raw]) => [field, count(`${scrape.key} ${field}`, raw)]))];
    }),
  );
  const total = (scrapes: readonly ReplicaScrape[], ...fields: Field[]): number | null =>
    scrapes.length === 0
      ? null
      : sum(scrapes.flatMap((scrape) => fields.map((f) => counted.get(scrape)!.get(f) ?? null)));
  const memory = (scrapes: readonly ReplicaScrape[]): number | null =>
    scrapes.length === 0 ? null : sum(scrapes.map((scrape) => scrape.metrics?.memoryBytes ?? null));
  const restarts = (scrapes: readonly ReplicaScrape[]): number | null =>
    scrapes.length === 0 ? null : sum(scrapes.map((scrape) => scrape.restarts));
  /** Only where they are counted. */
  const oomKills = (scrapes: readonly ReplicaScrape[]): Pick<UsageSample, "oomKills"> => {
    const known = scrapes.flatMap((scrape) => scrape.oomKills ?? []);
    return known.length === 0 ? {} : { oomKills: sum(known) };
  };

  const ofService = ({ name }: { name: string }): UsageSample => {
    const own = replicas.filter((scrape) => scrape.service === name);
    return {
      name,
      cpuSeconds: total(own, "cpuSeconds"),
      memoryBytes: memory(own),
      networkInBytes: total(own, "receivedBytes"),
      networkOutBytes: total(own, "sentBytes"),
      crossNodeBytes: source.runsPrograms
        ? traffic.ofService(name)
        : total(own, "remoteReceivedBytes", "remoteSentBytes"),
      restarts: restarts(own),
      ...oomKills(own),
      // A node that did not answer may run some.
      replicas: nodes.some(({ status }) => status === null) ? null : own.filter(({ isRunning }) => isRunning).length,
    };
  };
  // Traffic between services of the same node does not leave it.
  const ofNode = ({ name, status, replicas: own }: NodeScrape): UsageSample => {
    const seen = (...fields: Field[]): number | null => (status === null || own.length > 0 ? total(own, ...fields) : 0);
    return {
      name,
      cpuSeconds: count(`node ${name} cpu`, status?.cpuSeconds ?? null),
      memoryBytes: status?.memoryBytes ?? null,
      networkInBytes: seen("remoteReceivedBytes", "outsideReceivedBytes"),
      networkOutBytes: seen("remoteSentBytes", "outsideSentBytes"),
      crossNodeBytes: source.runsPrograms ? traffic.ofNode(name) : seen("remoteReceivedBytes", "remoteSentBytes"),
      restarts: restarts(own),
      ...oomKills(own),
    };
  };
  return {
    services: source.services.map(ofService),
    nodes: nodes.map(ofNode),
    crossNodeBytes: traffic.total,
    links: traffic.links,
  };
}

/** Counters that continue when a restarted process starts at 0 again. */
export class Counters {
  readonly #seen = new Map<string, { raw: number; total: number }>();

  /** @returns the total of the counter `key` over all restarts seen */
  add(key: string, raw: number): number {
    const before = this.#seen.get(key) ?? { raw: 0, total: 0 };
    const increase = raw >= before.raw ? raw - before.raw : raw;
    const total = before.total + increase;
    this.#seen.set(key, { raw, total });
    return total;
  }
}
