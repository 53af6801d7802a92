/**
 * Lifecycle of Rollout: makes replicas, node selectors and nodes as planned, waits until the workload is rolled out so, and
 * outputs the placement.
 */
import { isDeepStrictEqual } from "node:util";
import { randomUUID } from "node:crypto";
import { InfraError } from "../../errors.ts";
import type { Placed } from "../../topology/scheduler.ts";
import { applyDeployments, removeOtherNodes, type PlannedDeployment } from "./apply.ts";
import { entryNodeOf, misplaced, placementOf, podsPerNode, unready } from "./placement.ts";
import { withCluster, type ClusterAccess, type WithCluster, waitUntil, type WorkloadState } from "./wait.ts";

export interface RolloutProps extends ClusterAccess {
  /** Deployments that must exist, each with all replicas Ready on nodes where the plan allows them. */
  services: PlannedDeployment[];
  /** The Deployment that users connect to. */
  entry: string;
  /** All nodes of the cluster, in the plan's order. Others are drained and deleted. */
  nodes: string[];
  /** Nodes that must have a pod: a topology with an idle worker would be measured as one with it. */
  mustServe: string[];
  timeoutMs: number;
  /** Any change, such as a new revision or a reschedule, waits again. */
  trigger: unknown;
  /**
   * The run that was asked for. Before another one the placement is checked again, because somebody may have changed it
   * since; null, or nothing in states of older versions: none in particular.
   */
  run?: string | null;
}

export interface RolloutOutputs extends RolloutProps {
  placement: Placed[];
  podsPerNode: Record<string, number>;
  entryNode: string;
  /** From the start of its release on; where only the cluster changed, from the start of the roll-out on. */
  readyMs: number;
}

export function diff(olds: RolloutOutputs, news: RolloutProps): { changes: boolean } {
  const own = ({ services, entry, nodes, mustServe, trigger, namespace, kubeconfig }: RolloutProps) => {
    return { services, entry, nodes, mustServe, trigger, namespace, kubeconfig };
  };
  const isOtherRun = news.run != null && news.run !== olds.run;
  return { changes: isOtherRun || !isDeepStrictEqual(own(olds), own(news)) };
}

/** @throws {InfraError} ROLLOUT_FAILED with what did not become Ready, or which worker got no pod */
export async function create(
  inputs: RolloutProps,
  open: WithCluster = withCluster,
): Promise<{ id: string; outs: RolloutOutputs }> {
  return { id: randomUUID(), outs: await waitForRollout(inputs, open, true) };
}

/** Resources that 0.1 wrote to a state call this. */
export async function update(inputs: RolloutProps, open: WithCluster = withCluster): Promise<{ outs: RolloutOutputs }> {
  return { outs: await waitForRollout(inputs, open, false) };
}

export async function updateFrom(
  olds: RolloutOutputs,
  news: RolloutProps,
  open: WithCluster = withCluster,
): Promise<{ outs: RolloutOutputs }> {
  const isReleased = !isDeepStrictEqual(revisionOf(olds), revisionOf(news));
  const outs = await waitForRollout(news, open, isReleased);
  // Where nothing but the run changed, the time of the roll-out is still the earlier one.
  const isSame = !diff({ ...olds, run: news.run }, news).changes;
  return { outs: isSame ? { ...outs, readyMs: olds.readyMs } : outs };
}

const revisionOf = ({ trigger }: RolloutProps): unknown => (trigger as { revision?: unknown } | null)?.revision;

/** @param isReleased whether a new revision of the release is what is waited for */
function waitForRollout(inputs: RolloutProps, open: WithCluster, isReleased: boolean): Promise<RolloutOutputs> {
  return open(inputs, null, async (context) => {
    const { services, entry, nodes, timeoutMs } = inputs;
    const names = services.map(({ name }) => name);
    const startedAt = context.clock.now();
    const releasedAt = isReleased ? await context.client.releasedAt().catch(() => null) : null;
    await applyDeployments(context.client, services);
    await removeOtherNodes(context.nodes, context.clock, nodes);
    const missing = ({ deployments, pods }: WorkloadState): string[] => [
      ...unready(deployments, pods, names),
      ...misplaced(pods, services),
    ];
    const { state, at } = await waitUntil("waiting for the roll-out", missing, context, timeoutMs);
    const placement = placementOf(state.pods, names);
    const counts = podsPerNode(placement, nodes);
    checkSpread(inputs, counts);
    const entryNode = entryNodeOf(placement, entry, nodes);
    if (entryNode === undefined)
      throw new InfraError(
        "ROLLOUT_FAILED",
        `No replica of ${entry} is on any of the plan's nodes: ${nodes.join(", ")}.`,
      );
    return {
      ...inputs,
      placement,
      podsPerNode: counts,
      entryNode,
      readyMs: at - Math.min(startedAt, releasedAt ?? startedAt),
    };
  });
}

function checkSpread({ mustServe, namespace }: RolloutProps, counts: Record<string, number>): void {
  const idle = mustServe.filter((node) => !counts[node]);
  if (idle.length === 0) return;
  throw new InfraError(
    "ROLLOUT_FAILED",
    `${idle.join(", ")} got no pod of the workload, so this topology would be measured as one without it. ` +
      `Reschedule the pods with \`kubectl -n ${namespace} delete pods --all\`, then run \`up\` again.`,
  );
}
