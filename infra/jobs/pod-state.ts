/** What the pods of a load do, and why one of them does not run. Pure. */
import { z } from "zod";
import { CONTAINER } from "./names.ts";

/** Why a pod does not run. `how` follows "it", as in `was evicted: The node was low on resource: memory`. */
export interface PodProblem {
  code:
    | "not-scheduled"
    | "image-not-pulled"
    | "not-started"
    | "out-of-memory"
    | "evicted"
    | "node-lost"
    | "deleted"
    | "exited";
  how: string;
}

export interface PodState {
  name: string;
  /** Of the Job's pods, from 0. */
  index: number;
  /** Null: not scheduled yet. */
  node: string | null;
  phase: "waiting" | "running" | "ended";
  /** Of a pod that waits, as far as it is known; of every pod that has ended. */
  problem: PodProblem | null;
}

const terminated = z.object({
  reason: z.string().optional(),
  exitCode: z.int().optional(),
  message: z.string().optional(),
});
const containerSchema = z.object({
  name: z.string(),
  image: z.string().optional(),
  ready: z.boolean().default(false),
  state: z
    .object({
      waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
      running: z.object({}).optional(),
      terminated: terminated.optional(),
    })
    .default({}),
});
const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});
export const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    containers: z
      .array(
        z.object({
          name: z.string(),
          resources: z.object({ limits: z.record(z.string(), z.string()).optional() }).optional(),
        }),
      )
      .default([]),
  }),
  status: z.object({
    phase: z.string().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
    conditions: z.array(conditionSchema).default([]),
    containerStatuses: z.array(containerSchema).default([]),
  }),
});
export type RawPod = z.infer<typeof podSchema>;

const INDEX_LABEL = "batch.kubernetes.io/job-completion-index";

export function podState(pod: RawPod): PodState {
  const { metadata, spec, status } = pod;
  const own = status.containerStatuses.find(({ name }) => name === CONTAINER)?.state ?? {};
  const base = { name: metadata.name, index: Number(metadata.labels[INDEX_LABEL]), node: spec.nodeName ?? null };
  const end = endOf(pod);
  if (end) return { ...base, phase: "ended", problem: end };
  if (own.running && status.phase === "Running") return { ...base, phase: "running", problem: null };
  return { ...base, phase: "waiting", problem: waitOf(pod) };
}

const because = (how: string, ...why: (string | undefined)[]): string =>
  [how, ...why.filter((text) => text !== undefined && text !== "")].join(": ");

/** Reasons of the condition `DisruptionTarget`, and those that a pod's own status has. */
const EVICTIONS: Readonly<Record<string, string>> = {
  Evicted: "was evicted by its node",
  TerminationByKubelet: "was evicted by its node",
  Preempting: "was evicted for a pod of higher priority",
  PreemptionByScheduler: "was evicted for a pod of higher priority",
  EvictionByEvictionAPI: "was evicted",
};
const LOST_NODES: Readonly<Record<string, string>> = {
  NodeLost: "was lost with its node",
  NodeShutdown: "ended because its node shut down",
  Terminated: "ended because its node shut down",
  DeletionByTaintManager: "was removed from a node that is not ready or was tainted",
  DeletionByPodGC: "was removed after its node was gone",
};

/** Undefined while it may run. */
function endOf({ metadata, spec, status }: RawPod): PodProblem | undefined {
  const { terminated: end } = status.containerStatuses.find(({ name }) => name === CONTAINER)?.state ?? {};
  if (end?.reason === "OOMKilled") {
    const limit = spec.containers.find(({ name }) => name === CONTAINER)?.resources?.limits?.["memory"];
    const how = "was killed because it was out of memory";
    return { code: "out-of-memory", how: limit === undefined ? how : `${how}: its limit is ${limit}` };
  }
  const disruption = status.conditions.find(({ type, status: is }) => type === "DisruptionTarget" && is === "True");
  const hasEnded = status.phase === "Failed" || status.phase === "Succeeded" || end !== undefined;
  if (hasEnded || metadata.deletionTimestamp !== undefined) {
    for (const { reason = "", message } of [status, ...(disruption ? [disruption] : [])]) {
      const evicted = EVICTIONS[reason];
      if (evicted !== undefined) return { code: "evicted", how: because(evicted, message) };
      const lost = LOST_NODES[reason];
      if (lost !== undefined) return { code: "node-lost", how: because(lost, message) };
    }
    if (status.reason === "DeadlineExceeded") return { code: "exited", how: "ran longer than its Job may" };
  }
  if (metadata.deletionTimestamp !== undefined) return { code: "deleted", how: "was deleted" };
  if (!hasEnded) return isUnreachable(status) ? { code: "node-lost", how: unreachable(spec.nodeName) } : undefined;
  const detail = because(`exited with ${end?.exitCode ?? "an unknown code"}`, end?.message?.trim(), status.message);
  return { code: "exited", how: detail };
}

/** A pod without probes is ready while it runs; only the control plane says otherwise, of a node that does not answer. */
const isUnreachable = ({ conditions, containerStatuses }: RawPod["status"]): boolean =>
  conditions.some(({ type, status }) => type === "Ready" && status === "False") &&
  containerStatuses.some(({ name, ready }) => name === CONTAINER && ready);

const unreachable = (node = "its node"): string => `was lost with ${node}, which does not answer`;

const PULL_FAILURES = [
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
];
/** What every pod waits for at first. */
const USUAL = ["ContainerCreating", "PodInitializing"];

/** Null: nothing is wrong yet. */
function waitOf({ status }: RawPod): PodProblem | null {
  const scheduled = status.conditions.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False")
    return { code: "not-scheduled", how: because("was never scheduled", scheduled.message) };
  const own = status.containerStatuses.find(({ name }) => name === CONTAINER);
  const { reason, message } = own?.state.waiting ?? {};
  if (reason === undefined || USUAL.includes(reason)) return null;
  if (PULL_FAILURES.includes(reason)) {
    const image = own?.image === undefined ? "its image" : `its image ${own.image}`;
    return {
      code: "image-not-pulled",
      how: because(`never started, because ${image} was not pulled`, message ?? reason),
    };
  }
  return { code: "not-started", how: because("never started", reason, message) };
}
