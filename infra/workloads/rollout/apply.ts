/**
 * Makes the workload what the plan says before anybody waits for it. Pulumi deletes what left a program last, after the
 * load: until then a node that was removed would serve, and a selector that was removed would hold.
 */
import type { WallClock } from "../../../base/clock.ts";
import type { Deployment, NamespaceClient } from "../../kubernetes/namespace.ts";
import { isCanary, mainContainer, type Container, type ResourceSettings } from "../../kubernetes/objects.ts";
import type { NodesClient } from "../../kubernetes/nodes.ts";

/** A Deployment or StatefulSet as the plan has it. */
export interface PlannedDeployment {
  name: string;
  /** Null: as it was installed. */
  replicas: number | null;
  nodeSelector: Record<string, string>;
  /** Nodes of the plan that match the selector. */
  nodes: string[];
  /** Of its main container. Default: as it was installed. */
  resources?: ResourceSettings;
  /** Bounds of its replicas, which begin with the fewest. Default: their number is fixed. */
  autoscale?: { min: number; max: number; cpu: number };
  /** A VerticalPodAutoscaler recommends its requests. Default: none does. */
  recommend?: true;
}

/** For the pods of a node that leaves; a node that is gone confirms nothing. */
const DRAIN_MS = 60_000;
const POLL_MS = 500;

/**
 * Pure. The labels to set and, as null, to remove, so that a selector is as planned.
 *
 * @param isOurs whether a label that is not planned may be removed
 */
export function selectorChange(
  live: Record<string, string>,
  planned: Record<string, string>,
  isOurs: (label: string) => boolean,
): Record<string, string | null> {
  const surplus = Object.keys(live).filter((key) => !(key in planned) && isOurs(key));
  const missing = Object.entries(planned).filter(([key, value]) => live[key] !== value);
  return Object.fromEntries<string | null>([...missing, ...surplus.map((key): [string, null] => [key, null])]);
}

/**
 * Sets autoscalers of both kinds, and the replicas, node selectors and resources that differ from the plan. A Deployment
 * that does not exist is left to the wait.
 *
 * @param isOurs whether a label that the plan does not have may be removed from a node selector
 */
export async function applyDeployments(
  client: NamespaceClient,
  planned: readonly PlannedDeployment[],
  isOurs: (label: string) => boolean,
): Promise<void> {
  const live = new Map((await client.deployments()).map((each): [string, Deployment] => [each.name, each]));
  for (const { name, replicas, nodeSelector, resources, autoscale, recommend } of planned) {
    const own = live.get(name);
    if (!own) continue;
    const first = autoscale?.min ?? replicas;
    if (first !== null && own.replicas !== first) await client.scale(name, first, own.kind);
    if (autoscale) {
      const { cpu: cpuPct, ...bounds } = autoscale;
      await client.setAutoscaler(name, { kind: own.kind, ...bounds, cpuPct });
    }
    if (recommend) await client.setRecommended(name, own.kind);
    const change = selectorChange(own.nodeSelector, nodeSelector, isOurs);
    if (Object.keys(change).length > 0) await client.setNodeSelector(name, change, own.kind);
    const container = mainContainer(name, own.containers);
    if (resources && container && !has(container, resources))
      await client.setResources(name, container.name, resources, own.kind);
  }
}

/** Scales canaries of an earlier plan to nothing: they would get their share of users until they are deleted, after the load. */
export async function retireCanaries(
  client: NamespaceClient,
  planned: readonly Pick<PlannedDeployment, "name">[],
): Promise<string[]> {
  const old = (await client.deployments()).filter(
    (each) => isCanary(each) && !planned.some(({ name }) => name === each.name),
  );
  for (const { name, kind } of old) await client.scale(name, 0, kind);
  return old.map(({ name }) => name);
}

function has({ resources: live }: Container, planned: ResourceSettings): boolean {
  return (["requests", "limits"] as const).every((kind) =>
    Object.entries(planned[kind] ?? {}).every(([resource, amount]) => live?.[kind]?.[resource] === amount),
  );
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
