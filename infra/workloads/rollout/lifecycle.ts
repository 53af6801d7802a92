/** The wait until a workload is there, as a resource: it makes nothing, and says where everything is. */
import { isDeepStrictEqual } from "node:util";
import { randomUUID } from "node:crypto";
import { InfraError } from "../../errors.ts";
import { entryNodeOf, placementOf, podsPerNode, unready, type Placed } from "./placement.ts";
import { withTools, type ClusterInputs, type WithTools } from "./tools.ts";
import { watchUntil, type Look } from "./watch.ts";

export interface RolloutProps extends ClusterInputs {
  /** Deployments that must be there, each with all its replicas Ready. */
  services: string[];
  /** The one that users go in by. */
  entry: string;
  /** All nodes of the cluster, in the plan's order. */
  nodes: string[];
  /** Nodes that must have got a pod: a phase with a worker that does nothing would pass for one with it. */
  mustServe: string[];
  timeoutMs: number;
  /** Anything that, changed, makes this look again: a revision, a move. */
  trigger: unknown;
}

export interface RolloutOutputs extends RolloutProps {
  placement: Placed[];
  podsPerNode: Record<string, number>;
  entryNode: string;
  readyMs: number;
}

export function diff(olds: RolloutOutputs, news: RolloutProps): { changes: boolean } {
  const own = ({ services, entry, nodes, mustServe, trigger, namespace, kubeconfig }: RolloutProps) => {
    return { services, entry, nodes, mustServe, trigger, namespace, kubeconfig };
  };
  return { changes: !isDeepStrictEqual(own(olds), own(news)) };
}

/** @throws {InfraError} ROLLOUT_FAILED with what did not come up, or which worker got nothing */
export async function create(
  inputs: RolloutProps,
  tools: WithTools = withTools,
): Promise<{ id: string; outs: RolloutOutputs }> {
  return { id: randomUUID(), outs: await settle(inputs, tools) };
}

export async function update(inputs: RolloutProps, tools: WithTools = withTools): Promise<{ outs: RolloutOutputs }> {
  return { outs: await settle(inputs, tools) };
}

function settle(inputs: RolloutProps, open: WithTools): Promise<RolloutOutputs> {
  return open(inputs, null, async (tools) => {
    const { services, entry, nodes, timeoutMs } = inputs;
    const beganAt = tools.clock.now();
    const missing = ({ deployments, pods }: Look): string[] => unready(deployments, pods, services);
    const { look, at } = await watchUntil("bringing the workload up", missing, tools, timeoutMs);
    const placement = placementOf(look.pods, services);
    const counts = podsPerNode(placement, nodes);
    checkSpread(inputs, counts);
    const entryNode = entryNodeOf(placement, entry, nodes);
    if (entryNode === undefined)
      throw new InfraError(
        "ROLLOUT_FAILED",
        `No replica of ${entry} is on any of the plan's nodes: ${nodes.join(", ")}.`,
      );
    return { ...inputs, placement, podsPerNode: counts, entryNode, readyMs: at - beganAt };
  });
}

function checkSpread({ mustServe, namespace }: RolloutProps, counts: Record<string, number>): void {
  const idle = mustServe.filter((node) => !counts[node]);
  if (idle.length === 0) return;
  throw new InfraError(
    "ROLLOUT_FAILED",
    `${idle.join(", ")} got no pod of the workload, so this topology would be measured as one without. ` +
      `Spread the pods anew with \`kubectl -n ${namespace} delete pods --all\`, then run up again.`,
  );
}
