/** Deletes one pod of a service while it is under load, and measures how it comes back. */
import { InfraError } from "../../errors.ts";
import type { Pod } from "../../kubernetes/workloads.ts";
import { unready } from "./placement.ts";
import type { ProbeCounts } from "./probes.ts";
import { lookAt, watchUntil, type Look, type WatchTools } from "./watch.ts";

export interface KilledPod {
  pod: string;
  node: string;
  /** ISO 8601. */
  killedAt: string;
  /** Until the pod was gone and all replicas were Ready. */
  recoveryMs: number;
  probes: ProbeCounts;
}

/** The oldest that serves; by name where they are of the same age. Pure. */
export function victimOf(pods: readonly Pod[], deployment: string): Pod | undefined {
  const serving = pods.filter(
    ({ app, ready, isEnding, node }) => app === deployment && ready && !isEnding && node !== null,
  );
  return serving.sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1))[0];
}

/** @throws {InfraError} ROLLOUT_FAILED where no pod serves, or it does not come back within `timeoutMs` */
export async function killPod(deployment: string, tools: WatchTools, timeoutMs: number): Promise<KilledPod> {
  const { workloads, clock } = tools;
  const victim = victimOf((await lookAt(workloads)).pods, deployment);
  if (!victim) throw new InfraError("ROLLOUT_FAILED", `No pod of ${deployment} serves, so none can be killed.`);
  const killedAt = clock.now();
  await workloads.deletePod(victim.name);
  const missing = ({ deployments, pods }: Look): string[] => [
    ...(pods.some(({ name }) => name === victim.name) ? [`${victim.name} is still there`] : []),
    ...unready(deployments, pods, [deployment]),
  ];
  const { at, probes } = await watchUntil(`replacing ${victim.name}`, missing, tools, timeoutMs);
  return {
    pod: victim.name,
    node: victim.node!,
    killedAt: new Date(killedAt).toISOString(),
    recoveryMs: at - killedAt,
    probes,
  };
}
