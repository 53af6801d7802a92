/** Deletes one pod of a Deployment under load, and measures how it comes back and whether users notice. */
import { messageOf } from "../../../base/errors.ts";
import { InfraError } from "../../errors.ts";
import type { Pod } from "../../kubernetes/namespace.ts";
import { unready } from "./placement.ts";
import type { ProbeCounts } from "./wait.ts";
import {
  readState,
  waitUntil,
  withCluster,
  type ProbedService,
  type WaitContext,
  type WithCluster,
  type WorkloadState,
} from "./wait.ts";

export interface PodKill {
  /** Secret. */
  kubeconfig: string;
  namespace: string;
  deployment: string;
  probed: ProbedService;
  /** After the load's first request. */
  afterMs: number;
  /** Until all replicas must be Ready again. */
  timeoutMs: number;
}

export interface KilledPod {
  pod: string;
  node: string;
  /** ISO 8601. */
  killedAt: string;
  /** Until the pod was gone and all replicas were Ready. */
  recoveryMs: number;
  probes: ProbeCounts;
}

/** `problem`: why no pod was deleted, or why it did not come back. */
export type PodKillOutcome = KilledPod | { problem: string };

export interface ScheduledPodKill {
  /** Null: the load ended before the pod was due to be deleted. */
  outcome(): Promise<PodKillOutcome | null>;
}

/** Rejects once the signal aborts. */
export type AbortableDelay = (ms: number, signal: AbortSignal) => Promise<void>;

/** @param delay a virtual clock in tests */
export function schedulePodKill(
  kill: PodKill,
  signal: AbortSignal,
  delay: AbortableDelay,
  open: WithCluster = withCluster,
): ScheduledPodKill {
  const { kubeconfig, namespace, deployment, probed, afterMs, timeoutMs } = kill;
  const done = delay(afterMs, signal).then(
    () =>
      open({ kubeconfig, namespace }, probed, (context) => killPod(deployment, context, timeoutMs)).catch(
        (error: unknown): PodKillOutcome => ({ problem: messageOf(error) }),
      ),
    () => null,
  );
  return { outcome: () => done };
}

/** Pure. The oldest pod that serves; the first by name among pods of the same age. */
export function podToKill(pods: readonly Pod[], deployment: string): Pod | undefined {
  const serving = pods.filter(
    ({ service, ready, isTerminating, node }) => service === deployment && ready && !isTerminating && node !== null,
  );
  return serving.sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1))[0];
}

/** @throws {InfraError} ROLLOUT_FAILED if no pod serves, or the Deployment has not recovered within `timeoutMs` */
export async function killPod(deployment: string, context: WaitContext, timeoutMs: number): Promise<KilledPod> {
  const { client, clock } = context;
  const victim = podToKill((await readState(client)).pods, deployment);
  if (!victim) throw new InfraError("ROLLOUT_FAILED", `No pod of ${deployment} serves, so none can be killed.`);
  const killedAt = clock.now();
  await client.deletePod(victim.name);
  const missing = ({ deployments, pods }: WorkloadState): string[] => [
    ...(pods.some(({ name }) => name === victim.name) ? [`${victim.name} still exists`] : []),
    ...unready(deployments, pods, [deployment]),
  ];
  const { at, probes } = await waitUntil(`replacing ${victim.name}`, missing, context, timeoutMs);
  return {
    pod: victim.name,
    node: victim.node!,
    killedAt: new Date(killedAt).toISOString(),
    recoveryMs: at - killedAt,
    probes,
  };
}
