/** Schedules replicas onto nodes: by selector, then evenly. Deterministic, so that a plan is a function of its input. */
import { matches, type Labels } from "../catalog/labels.ts";

export interface Schedulable {
  name: string;
  replicas: number;
  nodeSelector: Labels;
}

export interface SchedulerNode {
  name: string;
  cpus: number;
  labels: Labels;
}

export interface Placed {
  service: string;
  replica: number;
  node: string;
}

/**
 * Each replica goes to the matching node that has the fewest replicas of its service, then the fewest replicas per
 * core, then comes first. A service that no node matches is not placed.
 */
export function schedule(services: readonly Schedulable[], nodes: readonly SchedulerNode[]): Placed[] {
  const placed: Placed[] = [];
  const onNode = (node: string, service?: string): number =>
    placed.filter((p) => p.node === node && (service === undefined || p.service === service)).length;
  for (const { name: service, replicas, nodeSelector } of services) {
    const candidates = nodes.filter((node) => matches(node.labels, nodeSelector));
    if (candidates.length === 0) continue;
    for (let replica = 0; replica < replicas; replica++) {
      const [best] = candidates
        .map((node, order) => ({
          node: node.name,
          rank: [onNode(node.name, service), onNode(node.name) / node.cpus, order] as const,
        }))
        .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2]);
      placed.push({ service, replica, node: best!.node });
    }
  }
  return placed;
}
