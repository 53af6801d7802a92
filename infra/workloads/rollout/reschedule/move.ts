/**
 * Moves a Deployment's replicas to the nodes that have a label: deployed anywhere first, then
 * pinned, and watched until all of them are there and none is elsewhere.
 */
import type { Workloads } from "../../../kubernetes/workloads.ts";
import { placementOf, unready, type Placed } from "../placement.ts";
import type { ProbeCounts } from "../probes.ts";
import { lookAt, watchUntil, type Look, type WatchTools } from "../watch.ts";

export interface RescheduleInputs {
  deployment: string;
  /** Labels that its nodes must have from now on. */
  nodeSelector: Record<string, string>;
  /** Names of the nodes that have them. */
  target: string[];
  timeoutMs: number;
}

export interface Rescheduled {
  /** Where the replicas were. Null: the Deployment was pinned already, by a try that was cut off. */
  before: Placed[] | null;
  after: Placed[];
  /** From the change of the selector until all replicas were Ready on the target and none was left elsewhere. */
  durationMs: number;
  probes: ProbeCounts;
}

/** What is missing until the Deployment has moved. Pure. */
export function unmoved({ deployments, pods }: Look, deployment: string, target: readonly string[]): string[] {
  const elsewhere = pods.filter(({ app, node }) => app === deployment && node !== null && !target.includes(node));
  return [
    ...unready(deployments, pods, [deployment]),
    ...elsewhere.map(({ name, node, isEnding }) => `${name} is ${isEnding ? "still ending" : "still"} on ${node}`),
  ];
}

/** Pure. */
function isPinned({ deployments }: Look, { deployment, nodeSelector }: RescheduleInputs): boolean {
  const live = deployments.find(({ name }) => name === deployment)?.nodeSelector ?? {};
  return Object.entries(nodeSelector).every(([key, value]) => live[key] === value);
}

/** @throws {InfraError} ROLLOUT_FAILED where the replicas don't come up, or don't come over, in time */
export async function reschedule(inputs: RescheduleInputs, tools: WatchTools): Promise<Rescheduled> {
  const { deployment, nodeSelector, target, timeoutMs } = inputs;
  const { workloads, clock } = tools;
  const wasPinned = isPinned(await lookAt(workloads), inputs);
  const before = wasPinned ? null : await settledPlacement(inputs, tools);
  const startedAt = clock.now();
  if (!wasPinned) await workloads.setNodeSelector(deployment, nodeSelector);
  const what = `moving ${deployment} to ${target.join(", ")}`;
  const moved = await watchUntil(what, (look) => unmoved(look, deployment, target), tools, timeoutMs);
  const after = placementOf(moved.look.pods, [deployment]);
  return { before, after, durationMs: moved.at - startedAt, probes: moved.probes };
}

async function settledPlacement({ deployment, timeoutMs }: RescheduleInputs, tools: WatchTools): Promise<Placed[]> {
  const isSettled = ({ deployments, pods }: Look) => unready(deployments, pods, [deployment]);
  const { workloads, clock } = tools;
  const { look } = await watchUntil(`starting ${deployment}`, isSettled, { workloads, clock }, timeoutMs);
  return placementOf(look.pods, [deployment]);
}

/** Takes the pin away again. */
export function unpin(workloads: Workloads, { deployment, nodeSelector }: RescheduleInputs): Promise<void> {
  const gone = Object.fromEntries(Object.keys(nodeSelector).map((key) => [key, null]));
  return workloads.setNodeSelector(deployment, gone);
}
