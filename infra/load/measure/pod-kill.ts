/** One pod of the entry, deleted in the middle of what is measured: does a user notice. */
import { messageOf } from "../../../base/errors.ts";
import { killPod, type KilledPod } from "../../workloads/rollout/kill-pod.ts";
import { withTools, type ProbedService, type WithTools } from "../../workloads/rollout/tools.ts";

export interface PodKill {
  /** Secret. */
  kubeconfig: string;
  namespace: string;
  deployment: string;
  probed: ProbedService;
  /** After the load's first request. */
  afterMs: number;
  /** Until it has to be back. */
  timeoutMs: number;
}

/** `problem`: why it was not done, or did not come back. */
export type PodKillOutcome = KilledPod | { problem: string };

export interface PlannedPodKill {
  /** Null: the load ended before it was time. */
  outcome(): Promise<PodKillOutcome | null>;
}

/** @param delay resolves when it is time; tests put a clock of their own in its place */
export function planPodKill(
  kill: PodKill,
  signal: AbortSignal,
  delay: Delay,
  open: WithTools = withTools,
): PlannedPodKill {
  const { kubeconfig, namespace, deployment, probed, afterMs, timeoutMs } = kill;
  const done = delay(afterMs, signal).then(
    () =>
      open({ kubeconfig, namespace }, probed, (tools) => killPod(deployment, tools, timeoutMs)).catch(
        (error: unknown): PodKillOutcome => ({ problem: messageOf(error) }),
      ),
    () => null,
  );
  return { outcome: () => done };
}

/** Rejects once the signal aborts. */
export type Delay = (ms: number, signal: AbortSignal) => Promise<void>;
