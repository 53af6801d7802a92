/** The pods of one load while it uses them: started with their target before, deleted afterwards. */
import { setTimeout as delay } from "node:timers/promises";
import { KubeApi } from "../kubernetes/api.ts";
import { execIn } from "../kubernetes/exec.ts";
import { parseKubeconfig } from "../kubernetes/kubeconfig.ts";
import { jobClient } from "./client.ts";
import { CONTAINER, TARGET } from "./names.ts";
import type { Owner, PodPool, PodProgram } from "./objects.ts";
import { LoadPods, type LoadPod } from "./pool.ts";
import { entryPodsOn, serviceUrl, type EntryInCluster } from "./target.ts";

/** Where the pods of a load run, and what they send their requests to. */
export interface PodLoad {
  /** Secret. */
  kubeconfig: string;
  pool: PodPool;
  target: PodTarget;
}

export type PodTarget =
  /** The entry, by its Service; with nodes, only its pods on these. */
  | { kind: "entry"; entry: EntryInCluster; nodes: string[] | null }
  /** What another stack has. */
  | { kind: "url"; url: string };

export interface PodUse {
  owner: Owner;
  program: PodProgram;
  /** For all pods to run, images pulled. Default: five minutes. */
  readyLimitMs?: number;
  /** From the load's first request until it must have ended. */
  limitMs: number;
  /** Ends the wait for pods that are not ready. */
  signal: AbortSignal | undefined;
}

/** For images that are pulled for the first time, and for nodes that an autoscaler adds. */
const READY_LIMIT_MS = 300_000;
/** Longest time from the start of a cell to its first request. @param pods undefined: the load comes from elsewhere */
export const startLimitMs = ({ pods }: { pods?: PodLoad }): number => (pods === undefined ? 0 : READY_LIMIT_MS);

/** What the load's own end takes beyond its limit before Kubernetes ends the pods. */
const MARGIN_MS = 300_000;

/**
 * @param say tells what it waits for
 * @param use sends the load, from these pods to this URL
 * @throws {InfraError} LOAD_PODS_FAILED, WORKLOAD_NOT_READY, KUBERNETES_API; and what `use` throws
 */
export async function withPods<T>(
  { kubeconfig, pool, target }: PodLoad,
  { owner, program, readyLimitMs = READY_LIMIT_MS, limitMs, signal }: PodUse,
  say: (line: string) => void,
  use: (pods: readonly LoadPod[], target: string) => Promise<T>,
): Promise<T> {
  const api = new KubeApi(parseKubeconfig(kubeconfig));
  try {
    const isRegional = target.kind === "entry" && target.nodes !== null;
    const behind = isRegional ? await entryPodsOn(api, target.entry, target.nodes!) : null;
    say(`waiting for ${pool.workers} pods`);
    const load = await LoadPods.start(
      {
        client: jobClient(api),
        exec: (namespace, pod, command, own) => execIn(api, { namespace, pod, container: CONTAINER }, command, own),
        sleep: (ms) => delay(ms),
        now: () => performance.now(),
        isStopped: () => signal?.aborted === true,
      },
      { ...{ owner, pool, program, behind }, readyLimitMs, limitMs: limitMs + MARGIN_MS },
    );
    try {
      return await use(load.pods, urlOf(target, behind?.port, load.namespace));
    } finally {
      const left = await load.stop();
      if (left !== null)
        say(
          `the namespace ${left} is still there: \`kubectl delete namespace ${left}\` deletes it, as the next load of this stack does`,
        );
    }
  } finally {
    await api.close();
  }
}

/** @param port of the entry's pods in a region; undefined: of the whole entry */
function urlOf(target: PodTarget, port: number | undefined, namespace: string): string {
  if (target.kind === "url") return target.url;
  return serviceUrl(port === undefined ? target.entry : { ...target.entry, service: TARGET, namespace, port });
}
