/** What the load of a level sends its requests to. */
import type * as pulumi from "@pulumi/pulumi";
import type { Deployed } from "../cluster/cluster.ts";
import type { PodTarget } from "../jobs/with-pods.ts";
import { noEntryOn } from "../jobs/target.ts";
import type { PlannedLevel } from "../topology/levels.ts";
import type { Plan } from "../topology/plan.ts";
import { targetNodes } from "../topology/pods.ts";
import { entryOf } from "./other-stack.ts";

export type Regions = PlannedLevel["regions"];

/** URL of the entry; between regions, of that of another stack, or on a node of the target's region. */
export function targetOf(
  { load, nodes, workload }: Plan,
  regions: Regions,
  { endpoint, endpoints }: Deployed,
): pulumi.Output<string> {
  // Pods have a target of their own.
  if (regions === undefined || load.pods !== null) return endpoint;
  const stack = load.stacks[regions.to];
  if (stack !== undefined) return entryOf(stack);
  return endpoints.apply((byNode) => endpointOn(targetNodes(nodes, regions.to), byNode, workload.entry));
}

/**
 * The first of these nodes that runs the entry.
 * @param byNode URLs of the entry
 * @throws {InfraError} WORKLOAD_NOT_READY if none does
 */
export function endpointOn(nodes: readonly string[], byNode: Readonly<Record<string, string>>, entry: string): string {
  const serving = nodes.find((node) => byNode[node] !== undefined);
  if (serving === undefined) throw noEntryOn(nodes, entry);
  return byNode[serving]!;
}

/** The entry's Service; between regions, the entry of another stack, or the entry's pods in the target's region. */
export function podTargetOf(
  { load, nodes }: Plan,
  regions: Regions,
  inCluster: NonNullable<Deployed["inCluster"]>,
): pulumi.Output<PodTarget> {
  const stack = regions && load.stacks[regions.to];
  if (stack !== undefined) return entryOf(stack).apply((url): PodTarget => ({ kind: "url", url }));
  const on = regions ? targetNodes(nodes, regions.to) : null;
  return inCluster.apply(({ entry }): PodTarget => ({ kind: "entry", entry, nodes: on }));
}
