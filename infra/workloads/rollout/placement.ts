/** Where pods are, and what of it is not as it should be. Pure. */
import type { Deployment, Pod } from "../../kubernetes/workloads.ts";

/** As in the stack outputs. */
export interface Placed {
  service: string;
  replica: number;
  node: string;
}

/** Pods of the Deployments named, by service, node and name: replicas are numbered in this order. */
export function placementOf(pods: readonly Pod[], services: readonly string[]): Placed[] {
  const placed = pods
    .filter(({ app, node, isEnding }) => services.includes(app) && node !== null && !isEnding)
    .sort((a, b) => order(a.app, b.app) || order(a.node!, b.node!) || order(a.name, b.name));
  const counts = new Map<string, number>();
  return placed.map(({ app, node }) => {
    const replica = counts.get(app) ?? 0;
    counts.set(app, replica + 1);
    return { service: app, replica, node: node! };
  });
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @returns what is not ready yet, in words; empty: each Deployment has exactly its replicas, and all of them are Ready */
export function unready(
  deployments: readonly Deployment[],
  pods: readonly Pod[],
  services: readonly string[],
): string[] {
  return services.flatMap((service) => {
    const deployment = deployments.find(({ name }) => name === service);
    if (!deployment) return [`there is no Deployment ${service}`];
    const own = pods.filter(({ app }) => app === service);
    const ready = own.filter((pod) => pod.ready && !pod.isEnding);
    const isComplete = ready.length === deployment.replicas && own.length === deployment.replicas;
    if (isComplete && deployment.isRolledOut) return [];
    const reasons = [...new Set(own.flatMap(({ waitingFor }) => waitingFor ?? []))];
    const ending = own.filter(({ isEnding }) => isEnding).length;
    return [
      `${service}: ${ready.length} of ${deployment.replicas} ready` +
        (isComplete ? ", of an earlier template" : "") +
        (ending > 0 ? `, ${ending} ending` : "") +
        (reasons.length > 0 ? ` (${reasons.join("; ")})` : ""),
    ];
  });
}

export function podsPerNode(placement: readonly Placed[], nodes: readonly string[]): Record<string, number> {
  return Object.fromEntries(nodes.map((name) => [name, placement.filter(({ node }) => node === name).length]));
}

/** Where users go in: the node with most replicas of the entry; of several, the first of `nodes`. */
export function entryNodeOf(placement: readonly Placed[], entry: string, nodes: readonly string[]): string | undefined {
  const counts = podsPerNode(
    placement.filter(({ service }) => service === entry),
    nodes,
  );
  const most = Math.max(0, ...Object.values(counts));
  return most === 0 ? undefined : nodes.find((node) => counts[node] === most);
}
