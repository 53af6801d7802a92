/** Where pods are scheduled, and which replicas are not ready, or not where the plan allows them. Pure. */
import type { Deployment, Pod } from "../../kubernetes/namespace.ts";
import type { PlannedDeployment } from "./apply.ts";
import type { Placed } from "../../topology/scheduler.ts";

/** Pods of the named services by service, node and name: replicas are numbered in this order. */
export function placementOf(pods: readonly Pod[], services: readonly string[]): Placed[] {
  const placed = pods
    .filter(({ service, node, isTerminating }) => services.includes(service) && node !== null && !isTerminating)
    .sort((a, b) => order(a.service, b.service) || order(a.node!, b.node!) || order(a.name, b.name));
  const counts = new Map<string, number>();
  return placed.map(({ service, node }) => {
    const replica = counts.get(service) ?? 0;
    counts.set(service, replica + 1);
    return { service, replica, node: node! };
  });
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @returns one message per Deployment or StatefulSet that does not have exactly its replicas, all Ready */
export function unready(
  deployments: readonly Deployment[],
  pods: readonly Pod[],
  services: readonly string[],
): string[] {
  return services.flatMap((service) => {
    const deployment = deployments.find(({ name }) => name === service);
    if (!deployment) return [`there is no Deployment or StatefulSet ${service}`];
    const own = pods.filter((pod) => pod.service === service);
    const ready = own.filter((pod) => pod.ready && !pod.isTerminating);
    const isComplete = ready.length === deployment.replicas && own.length === deployment.replicas;
    if (isComplete && deployment.isRolledOut) return [];
    const reasons = [...new Set(own.flatMap(({ waitingReason }) => waitingReason ?? []))];
    const terminating = own.filter(({ isTerminating }) => isTerminating).length;
    return [
      `${service}: ${ready.length} of ${deployment.replicas} ready` +
        (isComplete ? ", of an earlier template" : "") +
        (terminating > 0 ? `, ${terminating} terminating` : "") +
        (reasons.length > 0 ? ` (${reasons.join("; ")})` : ""),
    ];
  });
}

/** @returns one message per pod of a planned Deployment that is on a node where the plan does not allow it */
export function misplaced(pods: readonly Pod[], planned: readonly PlannedDeployment[]): string[] {
  return pods.flatMap(({ name, service, node, isTerminating }) => {
    const allowed = planned.find((each) => each.name === service)?.nodes;
    if (!allowed || node === null || isTerminating || allowed.includes(node)) return [];
    return [`${name} is on ${node}; the plan allows ${allowed.join(", ")}`];
  });
}

export function podsPerNode(placement: readonly Placed[], nodes: readonly string[]): Record<string, number> {
  return Object.fromEntries(nodes.map((name) => [name, placement.filter(({ node }) => node === name).length]));
}

/** The node that users connect to: the one with most replicas of the entry; among equals, the first of `nodes`. */
export function entryNodeOf(placement: readonly Placed[], entry: string, nodes: readonly string[]): string | undefined {
  const counts = podsPerNode(
    placement.filter(({ service }) => service === entry),
    nodes,
  );
  const most = Math.max(0, ...Object.values(counts));
  return most === 0 ? undefined : nodes.find((node) => counts[node] === most);
}
