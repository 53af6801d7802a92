/** One scrape's answers to one sample by service and node. Pure but for the counters that it moves on. */
import type { MetricsSample, UsageSample } from "../../results/schema/series.ts";
import type { LinkStatus, NodeStatus } from "../hosts/local/protocol.ts";
import type { Counters } from "./counters.ts";
import type { ReplicaMetrics } from "./replica-metrics.ts";
import type { MetricsSource } from "./source.ts";

export interface ReplicaLook {
  /** Service and replica number. */
  key: string;
  service: string;
  node: string;
  restarts: number;
  metrics: ReplicaMetrics | null;
}
export interface NodeLook {
  name: string;
  /** Null: it did not answer. */
  status: NodeStatus | null;
  replicas: ReplicaLook[];
}
export interface LinkLook {
  name: string;
  status: LinkStatus | null;
}

type Field = keyof ReplicaMetrics;

/** The sum is only known where each part is: a missing part would look like a small number. */
function sum(values: (number | null)[]): number | null {
  return values.includes(null) ? null : values.reduce<number>((total, value) => total + value!, 0);
}

export function sampleOf(
  source: MetricsSource,
  nodes: readonly NodeLook[],
  links: readonly LinkLook[],
  counters: Counters,
): Omit<MetricsSample, "atMs"> {
  const replicas = nodes.flatMap((node) => node.replicas);
  const count = (key: string, raw: number | null): number | null => (raw === null ? null : counters.add(key, raw));
  const counted = new Map(
    replicas.map((look) => {
      const fields = Object.entries(look.metrics ?? {}) as [Field, number | null][];
      return [look, new Map(fields.map(([field, raw]) => [field, count(`${look.key} ${field}`, raw)]))];
    }),
  );
  const total = (looks: readonly ReplicaLook[], ...fields: Field[]): number | null =>
    looks.length === 0 ? null : sum(looks.flatMap((look) => fields.map((f) => counted.get(look)!.get(f) ?? null)));
  const memory = (looks: readonly ReplicaLook[]): number | null =>
    looks.length === 0 ? null : sum(looks.map((look) => look.metrics?.memoryBytes ?? null));
  const restarts = (looks: readonly ReplicaLook[]): number | null =>
    looks.length === 0 ? null : sum(looks.map((look) => look.restarts));

  const ofService = ({ name }: { name: string }): UsageSample => {
    const own = replicas.filter((look) => look.service === name);
    return {
      name,
      cpuSeconds: total(own, "cpuSeconds"),
      memoryBytes: memory(own),
      networkInBytes: total(own, "receivedBytes"),
      networkOutBytes: total(own, "sentBytes"),
      crossNodeBytes: total(own, "remoteReceivedBytes", "remoteSentBytes"),
      restarts: restarts(own),
    };
  };
  // A node's network is what leaves and enters it; what its services say to each other stays inside.
  const ofNode = ({ name, status, replicas: own }: NodeLook): UsageSample => {
    const seen = (...fields: Field[]): number | null => (status === null || own.length > 0 ? total(own, ...fields) : 0);
    return {
      name,
      cpuSeconds: count(`node ${name} cpu`, status?.cpuSeconds ?? null),
      memoryBytes: status?.memoryBytes ?? null,
      networkInBytes: seen("remoteReceivedBytes", "outsideReceivedBytes"),
      networkOutBytes: seen("remoteSentBytes", "outsideSentBytes"),
      crossNodeBytes: seen("remoteReceivedBytes", "remoteSentBytes"),
      restarts: restarts(own),
    };
  };
  const linkBytes = links.flatMap(({ name, status }) =>
    status === null ? [null] : Object.entries(status.bytes).map(([way, bytes]) => count(`link ${name} ${way}`, bytes)),
  );
  return { services: source.services.map(ofService), nodes: nodes.map(ofNode), crossNodeBytes: sum(linkBytes) };
}
