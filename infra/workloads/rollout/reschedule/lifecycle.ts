/**
 * Lifecycle of Reschedule: `create` sets a node selector and waits until all replicas are Ready
 * on the target nodes and none is left elsewhere; `remove` takes the selector away.
 */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../../../base/errors.ts";
import type { NamespaceClient } from "../../../kubernetes/namespace.ts";
import type { Placed } from "../../../topology/scheduler.ts";
import { placementOf, unready } from "../placement.ts";
import type { ProbeCounts } from "../wait.ts";
import {
  readState,
  waitUntil,
  withCluster,
  type ClusterAccess,
  type ProbedService,
  type WaitContext,
  type WithCluster,
  type WorkloadState,
} from "../wait.ts";

export interface RescheduleInputs {
  deployment: string;
  /** Labels that its nodes must have. */
  nodeSelector: Record<string, string>;
  /** Names of the nodes with these labels. */
  target: string[];
  timeoutMs: number;
}

export interface RescheduleProps extends ClusterAccess, RescheduleInputs {
  probed: ProbedService;
}

export interface Rescheduled {
  /** Where the replicas were. Null: an interrupted attempt had set the node selector already. */
  before: Placed[] | null;
  after: Placed[];
  /** From the change of the selector until all replicas were Ready on the target nodes and none was left elsewhere. */
  durationMs: number;
  probes: ProbeCounts;
}

export type RescheduleOutputs = RescheduleProps & Rescheduled;

const targetOf = ({ namespace, deployment, nodeSelector, target }: RescheduleProps) => {
  return { namespace, deployment, nodeSelector, target };
};

export function diff(olds: RescheduleOutputs, news: RescheduleProps) {
  const isOther = olds.namespace !== news.namespace || olds.deployment !== news.deployment;
  const isSame = isDeepStrictEqual(targetOf(olds), targetOf(news)) && olds.kubeconfig === news.kubeconfig;
  return { changes: !isSame, replaces: isOther ? ["deployment"] : [], deleteBeforeReplace: true };
}

/** @throws {InfraError} ROLLOUT_FAILED, with what was missing last; the next create continues */
export async function create(
  inputs: RescheduleProps,
  open: WithCluster = withCluster,
): Promise<{ id: string; outs: RescheduleOutputs }> {
  return { id: randomUUID(), outs: await run(inputs, open) };
}

export async function update(
  olds: RescheduleOutputs,
  news: RescheduleProps,
  open: WithCluster = withCluster,
): Promise<{ outs: RescheduleOutputs }> {
  // New credentials reschedule nothing, and the measured outputs stay.
  if (isDeepStrictEqual(targetOf(olds), targetOf(news))) return { outs: { ...olds, ...news } };
  await open(olds, null, ({ client }) => removeNodeSelector(client, withoutLabelsOf(olds, news)));
  return { outs: await run(news, open) };
}

/** The old selector without the labels that the new one has, too. */
function withoutLabelsOf(olds: RescheduleOutputs, news: RescheduleProps): RescheduleOutputs {
  const removed = Object.entries(olds.nodeSelector).filter(([key]) => !(key in news.nodeSelector));
  return { ...olds, nodeSelector: Object.fromEntries(removed) };
}

async function run(inputs: RescheduleProps, open: WithCluster): Promise<RescheduleOutputs> {
  const rescheduled = await open(inputs, inputs.probed, (context) => reschedule(inputs, context));
  return { ...inputs, ...rescheduled };
}

const printLine = (line: string): void => void process.stderr.write(`${line}\n`);

/** Never throws: a cluster that is gone has no node selector left, and must not block a destroy. */
export async function remove(
  props: RescheduleOutputs,
  open: WithCluster = withCluster,
  print = printLine,
): Promise<void> {
  try {
    await open(props, null, ({ client }) => removeNodeSelector(client, props));
  } catch (error) {
    print(`${props.deployment} keeps its node selector: ${messageOf(error)}`);
  }
}

/** Pure. One message per replica that is missing on the target nodes or left elsewhere. */
function notRescheduled(
  { deployments, pods }: WorkloadState,
  deployment: string,
  targetNodes: readonly string[],
): string[] {
  const elsewhere = pods.filter(
    ({ service, node }) => service === deployment && node !== null && !targetNodes.includes(node),
  );
  return [
    ...unready(deployments, pods, [deployment]),
    ...elsewhere.map(
      ({ name, node, isTerminating }) => `${name} is ${isTerminating ? "still terminating" : "still"} on ${node}`,
    ),
  ];
}

function hasNodeSelector({ deployments }: WorkloadState, { deployment, nodeSelector }: RescheduleInputs): boolean {
  const live = deployments.find(({ name }) => name === deployment)?.nodeSelector ?? {};
  return Object.entries(nodeSelector).every(([key, value]) => live[key] === value);
}

/** @throws {InfraError} ROLLOUT_FAILED if the replicas are not Ready, or not rescheduled, in time */
export async function reschedule(inputs: RescheduleInputs, context: WaitContext): Promise<Rescheduled> {
  const { deployment, nodeSelector, target: targetNodes, timeoutMs } = inputs;
  const { client, clock } = context;
  const wasSet = hasNodeSelector(await readState(client), inputs);
  const before = wasSet ? null : await initialPlacement(inputs, context);
  const startedAt = clock.now();
  if (!wasSet) await client.setNodeSelector(deployment, nodeSelector);
  const what = `moving ${deployment} to ${targetNodes.join(", ")}`;
  const result = await waitUntil(what, (state) => notRescheduled(state, deployment, targetNodes), context, timeoutMs);
  const after = placementOf(result.state.pods, [deployment]);
  return { before, after, durationMs: result.at - startedAt, probes: result.probes };
}

async function initialPlacement(
  { deployment, timeoutMs }: RescheduleInputs,
  { client, clock }: WaitContext,
): Promise<Placed[]> {
  const missing = ({ deployments, pods }: WorkloadState) => unready(deployments, pods, [deployment]);
  const { state } = await waitUntil(`starting ${deployment}`, missing, { client, clock }, timeoutMs);
  return placementOf(state.pods, [deployment]);
}

export function removeNodeSelector(
  client: NamespaceClient,
  { deployment, nodeSelector }: RescheduleInputs,
): Promise<void> {
  const removed = Object.fromEntries(Object.keys(nodeSelector).map((key) => [key, null]));
  return client.setNodeSelector(deployment, removed);
}
