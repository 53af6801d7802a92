/** Sends a load from pods: starts them, has the coordinator on this machine run it, and deletes them. */
import { setTimeout as delay } from "node:timers/promises";
import type { LoadHooks, LoadOutcome, WorkerSource } from "@stackmark/loadgen";
import { generatorBundle } from "../generator-bundle.ts";
import { portable, type ScenarioCode } from "../generators/scenario-code.ts";
import { KubeApi } from "../kubernetes/api.ts";
import { execIn } from "../kubernetes/exec.ts";
import { parseKubeconfig } from "../kubernetes/kubeconfig.ts";
import { jobClient } from "./client.ts";
import { BUNDLE, BUNDLE_FOLDER, CONTAINER, TARGET, WORK_FOLDER } from "./names.ts";
import type { Owner, PodPool } from "./objects.ts";
import { WorkerPods } from "./pool.ts";
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

export interface PodRun {
  owner: Owner;
  /** The load's specification without its target. */
  spec: Record<string, unknown>;
  /** From its first request until it must have ended. */
  limitMs: number;
  /** The user's own scenario. Undefined: a built-in one. */
  code: ScenarioCode | undefined;
  hooks: LoadHooks;
}

type Run = (spec: unknown, hooks: LoadHooks, sources: readonly WorkerSource[]) => Promise<LoadOutcome>;

/** For images that are pulled for the first time, and for nodes that an autoscaler adds. */
const READY_LIMIT_MS = 300_000;
/** Longest time from the start of a cell to its first request. @param pods undefined: the load comes from this machine */
export const startLimitMs = ({ pods }: { pods?: PodLoad }): number => (pods === undefined ? 0 : READY_LIMIT_MS);

/** What the load's own end takes beyond its limit before Kubernetes ends the pods. */
const MARGIN_MS = 300_000;

/**
 * @param run the coordinator (`runLoad` of the generator)
 * @param say tells what it waits for
 * @throws {InfraError} LOAD_PODS_FAILED, LOAD_GENERATOR_NOT_BUILT, WORKLOAD_NOT_READY, KUBERNETES_API; and what `run` throws
 */
export async function runInPods(
  { kubeconfig, pool, target }: PodLoad,
  { owner, spec, code, limitMs, hooks }: PodRun,
  run: Run,
  say: (line: string) => void,
): Promise<LoadOutcome> {
  const bundle = Buffer.from(await generatorBundle()).toString("utf8");
  const api = new KubeApi(parseKubeconfig(kubeconfig));
  try {
    const isRegional = target.kind === "entry" && target.nodes !== null;
    const behind = isRegional ? await entryPodsOn(api, target.entry, target.nodes!) : null;
    say(`waiting for ${pool.workers} pods`);
    const pods = await WorkerPods.start(
      {
        client: jobClient(api),
        attach: (namespace, pod, signal) => execIn(api, { namespace, pod, container: CONTAINER }, ATTACH, signal),
        sleep: (ms) => delay(ms),
        now: () => performance.now(),
        isStopped: () => hooks.signal?.aborted === true,
      },
      {
        ...{ owner, pool, bundle, behind, code: code ? portable(code) : null },
        readyLimitMs: READY_LIMIT_MS,
        limitMs: limitMs + MARGIN_MS,
      },
    );
    try {
      return await run({ ...spec, target: urlOf(target, behind?.port, pods.namespace) }, hooks, pods.sources);
    } finally {
      const left = await pods.stop();
      if (left !== null)
        say(
          `the namespace ${left} is still there: \`kubectl delete namespace ${left}\` deletes it, as the next load of this stack does`,
        );
    }
  } finally {
    await api.close();
  }
}

const ATTACH = ["node", `${BUNDLE_FOLDER}/${BUNDLE}`, "attach", WORK_FOLDER];

/** @param port of the entry's pods in a region; undefined: of the whole entry */
function urlOf(target: PodTarget, port: number | undefined, namespace: string): string {
  if (target.kind === "url") return target.url;
  return serviceUrl(port === undefined ? target.entry : { ...target.entry, service: TARGET, namespace, port });
}
