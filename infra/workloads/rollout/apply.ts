/**
 * Makes the workload what the plan says before anybody waits for it. Pulumi deletes what left a program last, after the
 * load: until then a node that was removed would serve, and a selector that was removed would hold.
 */
import type { Deployment, NamespaceClient } from "../../kubernetes/namespace.ts";
import type { NodesClient } from "../../kubernetes/nodes.ts";
import type { WallClock } from "./wait.ts";

export interface PlannedDeployment {
  name: string;
  replicas: number;
  nodeSelector: Record<string, string>;
  /** Nodes of the plan that match the selector. */
  nodes: string[];
}

/** For the pods of a node that leaves; a node that is gone confirms nothing. */
const DRAIN_MS = 60_000;
const POLL_MS = 500;

/** Pure. The labels to set and, as null, to remove, so that a selector is as planned. */
export function selectorChange(
  live: Record<string, string>,
  planned: Record<string, string>,
): Record<string, string | null> {
  const surplus = Object.keys(live).filter((key) => !(key in planned));
  const missing = Object.entries(planned).filter(([key, value]) => live[key] !== value);
  return Object.fromEntries<string | null>([...missing, ...surplus.map((key): [string, null] => [key, null])]);
}

/** Sets the replicas and node selectors that differ from the plan. A Deployment that does not exist is left to the wait. */
export async function applyDeployments(client: NamespaceClient, planned: readonly PlannedDeployment[]): Promise<void> {
  const live = new Map((await client.deployments()).map((each): [string, Deployment] => [each.name, each]));
  for (const { name, replicas, nodeSelector } of planned) {
    const own = live.get(name);
    if (!own) continue;
    if (own.replicas !== replicas) await client.scale(name, replicas);
    const change = selectorChange(own.nodeSelector, nodeSelector);
    if (Object.keys(change).length > 0) await client.setNodeSelector(name, change);
  }
}

/** Drains and deletes the nodes that are not in the plan. */
export async function removeOtherNodes(
  client: NodesClient,
  clock: WallClock,
  planned: readonly string[],
): Promise<void> {
  const others = (await client.nodes()).filter((name) => !planned.includes(name));
  for (const node of others) await client.cordon(node);
  await Promise.all(others.map((node) => removeNode(client, clock, node)));
}

async function removeNode(client: NodesClient, clock: WallClock, node: string): Promise<void> {
  const untilMs = clock.now() + DRAIN_MS;
  for (const pod of await client.podsOn(node)) await client.deletePod(pod);
  while ((await client.podsOn(node)).length > 0 && clock.now() < untilMs) await clock.sleep(POLL_MS);
  await client.deleteNode(node);
  for (const pod of await client.podsOn(node)) await client.deletePod(pod, 0);
}
