/** Where pods are scheduled, and which replicas are not ready, or not where the plan allows them. Pure. */
import type { Deployment, Pod } from "../../kubernetes/namespace.ts";
import type { PlannedDeployment } from "./apply.ts";
import type { Placed } from "../../topology/scheduler.ts";

/** Pods of the named Deployments by service, node and name: replicas are numbered in this order. */
export function placementOf(pods: readonly Pod[], services: readonly string[]): Placed[] {
  const placed = pods
    .filter(({ app, node, isTerminating }) => services.includes(app) && node !== null && !isTerminating)
    .sort((a, b) => order(a.app, b.app) || order(a.node!, b.node!) || order(a.name, b.name));
  const counts = new Map<string, number>();
  return placed.map(({ app, node }) => {
    const replica = counts.get(app) ?? 0;
    counts.set(app, replica + 1);
    return { service: app, replica, node: node! };
  });
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** @returns one message per Deployment that does not have exactly its replicas, all Ready */
export function unready(
  deployments: readonly Deployment[],
  pods: readonly Pod[],
  services: readonly string[],
): string[] {
  return services.flatMap((service) => {
    const deployment = deployments.find(({ name }) => name === service);
    if (!deployment) return [`there is no Deployment ${service}`];
    const own = pods.filter(({ app }) => app === service);
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
  return pods.flatMap(({ name, app, node, isTerminating }) => {
    const allowed = planned.find((each) => each.name === app)?.nodes;
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
