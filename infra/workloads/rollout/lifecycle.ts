/**
 * Lifecycle of Rollout: makes replicas, node selectors and nodes as planned, waits until the workload is rolled out so, and
 * outputs the placement.
 */
import { isDeepStrictEqual } from "node:util";
import { randomUUID } from "node:crypto";
import { InfraError } from "../../errors.ts";
import type { NamespaceClient } from "../../kubernetes/namespace.ts";
import { isCanary } from "../../kubernetes/objects.ts";
import type { Placed } from "../../topology/scheduler.ts";
import { applyDeployments, removeOtherNodes, retireCanaries, type PlannedDeployment } from "./apply.ts";
import { entryNodeOf, misplaced, placementOf, podsPerNode, unready } from "./placement.ts";
import { withCluster, type ClusterAccess, type WithCluster, waitUntil, type WorkloadState } from "./wait.ts";

export interface RolloutProps extends ClusterAccess {
  /** Deployments and StatefulSets that must exist, each with all replicas on nodes where the plan allows them. */
  services: PlannedDeployment[];
  /** For all others in the namespace. Null, or nothing in states of older versions: there are none. */
  others?: Pick<PlannedDeployment, "nodeSelector" | "nodes"> | null;
  /** Those whose replicas must be Ready. Null, or nothing in states of older versions: all. */
  ready?: string[] | null;
  /** The Deployment or StatefulSet that users connect to. */
  entry: string;
  /** All nodes of the plan, in its order. Others are drained and deleted. */
  nodes: string[];
  /** The cluster is not the stack's: other nodes stay. Default: they do not. */
  keepsOtherNodes?: boolean;
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
  const own = ({ others = null, ready = null, ...props }: RolloutProps) => {
    const { services, entry, nodes, mustServe, trigger, namespace, kubeconfig } = props;
    return { others, ready, services, entry, nodes, mustServe, trigger, namespace, kubeconfig };
  };
  const isOtherRun = news.run != null && news.run !== olds.run;
  return { changes: isOtherRun || !isDeepStrictEqual(own(olds), own(news)) };
}

/** @throws {InfraError} ROLLOUT_FAILED with what did not become Ready, or which worker got no pod */
export async function create(
  inputs: RolloutProps,
  open: WithCluster = withCluster,
): Promise<{ id: string; outs: RolloutOutputs }> {
  return { id: randomUUID(), outs: await waitForRollout(inputs, open, { isReleased: true }) };
}

/** Resources that 0.1 wrote to a state call this. */
export async function update(inputs: RolloutProps, open: WithCluster = withCluster): Promise<{ outs: RolloutOutputs }> {
  return { outs: await waitForRollout(inputs, open, { isReleased: false }) };
}

export async function updateFrom(
  olds: RolloutOutputs,
  news: RolloutProps,
  open: WithCluster = withCluster,
): Promise<{ outs: RolloutOutputs }> {
  const isReleased = !isDeepStrictEqual(revisionOf(olds), revisionOf(news));
  const outs = await waitForRollout(news, open, { isReleased, olds });
  // Where nothing but the run changed, the time of the roll-out is still the earlier one.
  const isSame = !diff({ ...olds, run: news.run }, news).changes;
  return { outs: isSame ? { ...outs, readyMs: olds.readyMs } : outs };
}

const revisionOf = ({ trigger }: RolloutProps): unknown => (trigger as { revision?: unknown } | null)?.revision;

interface Cause {
  /** Whether a new revision of the release is what is waited for. */
  isReleased: boolean;
  /** Of the roll-out before. */
  olds?: RolloutProps;
}

function waitForRollout(inputs: RolloutProps, open: WithCluster, { isReleased, olds }: Cause): Promise<RolloutOutputs> {
  return open(inputs, null, async (context) => {
    const { entry, nodes, timeoutMs } = inputs;
    const services = await allServices(inputs, context.client);
    const names = services.map(({ name }) => name);
    const startedAt = context.clock.now();
    const releasedAt = isReleased ? await context.client.releasedAt().catch(() => null) : null;
    const left = (isOne: (of: PlannedDeployment) => boolean): PlannedDeployment[] =>
      olds?.services.filter((old) => isOne(old) && !services.some((own) => own.name === old.name && isOne(own))) ?? [];
    for (const { name } of left(isScaled)) await context.client.deleteAutoscaler(name);
    for (const { name } of left(isRecommended)) await context.client.deleteRecommended(name);
    await applyDeployments(context.client, services, labelsOfOurs(inputs, olds));
    const retired = await retireCanaries(context.client, services);
    if (!inputs.keepsOtherNodes) await removeOtherNodes(context.nodes, context.clock, nodes);
    const missing = async ({ deployments, pods }: WorkloadState): Promise<string[]> => [
      ...unready(deployments, pods, inputs.ready ?? names),
      ...misplaced(pods, services),
      ...pods
        .filter(({ service }) => retired.includes(service))
        .map(({ name }) => `${name} of an earlier canary still runs`),
      ...(await idleAutoscalers(context.client, services)),
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

const isScaled = ({ autoscale }: PlannedDeployment): boolean => autoscale !== undefined;

const isRecommended = ({ recommend }: PlannedDeployment): boolean => recommend === true;

/** One message for each autoscaler, of both kinds, that does nothing yet: the load would begin without it. */
async function idleAutoscalers(client: NamespaceClient, services: readonly PlannedDeployment[]): Promise<string[]> {
  const scaled = services.filter(isScaled).map(async ({ name }) => {
    const problem = await client.autoscalerProblem(name);
    return problem === null ? [] : [`the autoscaler of ${name} cannot scale yet: ${problem}`];
  });
  const recommended = services.filter(isRecommended).map(async ({ name }) => {
    const found = await client.recommendation(name);
    return "problem" in found ? [`nothing is recommended for ${name} yet: ${found.problem}`] : [];
  });
  return (await Promise.all([...scaled, ...recommended])).flat();
}

/** The planned services, and those that are only known once the application is installed. */
async function allServices(
  { services, others, ready, namespace }: RolloutProps,
  client: NamespaceClient,
): Promise<PlannedDeployment[]> {
  if (!others) return services;
  const isPlanned = (name: string): boolean => services.some((each) => each.name === name);
  const found = (await client.deployments()).filter((each) => !isCanary(each) || isPlanned(each.name));
  const live = found.map(({ name }) => name);
  const unknown = [...services.map(({ name }) => name), ...(ready ?? [])].filter((name) => !live.includes(name));
  if (unknown.length > 0)
    throw new InfraError(
      "ROLLOUT_FAILED",
      `The stack file names ${unknown.join(", ")} (\`workload.services\`, \`workload.ready\`), and the application has ` +
        `no such Deployment or StatefulSet; in the namespace ${namespace} there are: ${live.join(", ") || "none"}.`,
    );
  const rest = live.filter((name) => !isPlanned(name));
  return [...services, ...rest.map((name) => ({ name, replicas: null, ...others }))];
}

/**
 * Whether a label of a node selector may be removed. An application that may have more services may also have node
 * selectors of its own: of its labels only those go that the plan had before.
 */
function labelsOfOurs({ others }: RolloutProps, olds: RolloutProps | undefined): (label: string) => boolean {
  if (!others) return () => true;
  const before = [...(olds?.services ?? []), ...(olds?.others ? [olds.others] : [])];
  const labels = new Set(before.flatMap(({ nodeSelector }) => Object.keys(nodeSelector)));
  return (label) => labels.has(label);
}

function checkSpread({ mustServe, namespace }: RolloutProps, counts: Record<string, number>): void {
  const idle = mustServe.filter((node) => !counts[node]);
  if (idle.length === 0) return;
  throw new InfraError(
    "ROLLOUT_FAILED",
    `${idle.join(", ")} got no pod of the workload, so this topology would be measured as one without it. ` +
      `Reschedule the pods with \`kubectl -n ${namespace} delete pods --all\`, then run \`up\` again; ` +
      "or give a service more replicas, or a node selector that this node matches (`workload.services`).",
  );
}
