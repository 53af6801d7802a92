/** What the pods of a load do, and why one of them does not run. Pure. */
import { conditionOf } from "../kubernetes/conditions.ts";
import { hasEnded, type ContainerStatus, type PodObject } from "../kubernetes/pod-objects.ts";
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
  /** Null: not known yet. */
  address: string | null;
  phase: "waiting" | "running" | "ended";
  /** Of a pod that waits, as far as it is known; of every pod that has ended. */
  problem: PodProblem | null;
}

const INDEX_LABEL = "batch.kubernetes.io/job-completion-index";

export function podState(pod: PodObject): PodState {
  const { metadata, spec, status } = pod;
  const index = Number(metadata.labels[INDEX_LABEL]);
  const base = { name: metadata.name, index, node: spec.nodeName ?? null, address: status.podIP ?? null };
  const end = endOf(pod);
  if (end) return { ...base, phase: "ended", problem: end };
  if (workerIn(pod)?.state.running && status.phase === "Running") return { ...base, phase: "running", problem: null };
  return { ...base, phase: "waiting", problem: waitOf(pod) };
}

const workerIn = ({ status }: PodObject): ContainerStatus | undefined =>
  status.containerStatuses.find(({ name }) => name === CONTAINER);

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

/** What runc says of a container whose limit is too low even to begin. */
const OOM_AT_START = /OOM-killed/;

/** Undefined while it may run. */
function endOf(pod: PodObject): PodProblem | undefined {
  const { metadata, spec, status } = pod;
  const end = workerIn(pod)?.state.terminated;
  if (end?.reason === "OOMKilled" || OOM_AT_START.test(end?.message ?? "")) {
    const limit = spec.containers.find(({ name }) => name === CONTAINER)?.resources?.limits?.["memory"];
    const how = "was killed because it was out of memory";
    return { code: "out-of-memory", how: limit === undefined ? how : `${how}: its limit is ${limit}` };
  }
  const disruption = conditionOf(status.conditions, "DisruptionTarget");
  const isOver = hasEnded(pod) || end !== undefined;
  if (isOver || metadata.deletionTimestamp !== undefined) {
    for (const { reason = "", message } of [status, ...(disruption?.status === "True" ? [disruption] : [])]) {
      const evicted = EVICTIONS[reason];
      if (evicted !== undefined) return { code: "evicted", how: because(evicted, message) };
      const lost = LOST_NODES[reason];
      if (lost !== undefined) return { code: "node-lost", how: because(lost, message) };
    }
    if (status.reason === "DeadlineExceeded") return { code: "exited", how: "ran longer than its Job may" };
  }
  if (metadata.deletionTimestamp !== undefined) return { code: "deleted", how: "was deleted" };
  if (!isOver) return isUnreachable(pod) ? { code: "node-lost", how: unreachable(spec.nodeName) } : undefined;
  if (end?.reason === "StartError") return { code: "not-started", how: because("never started", end.message) };
  const detail = because(`exited with ${end?.exitCode ?? "an unknown code"}`, end?.message?.trim(), status.message);
  return { code: "exited", how: detail };
}

/** A pod without probes is ready while it runs; only the control plane says otherwise, of a node that does not answer. */
const isUnreachable = (pod: PodObject): boolean =>
  conditionOf(pod.status.conditions, "Ready")?.status === "False" && workerIn(pod)?.ready === true;

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
function waitOf(pod: PodObject): PodProblem | null {
  const scheduled = conditionOf(pod.status.conditions, "PodScheduled");
  if (scheduled?.status === "False")
    return { code: "not-scheduled", how: because("was never scheduled", scheduled.message) };
  const own = workerIn(pod);
  const { reason, message } = own?.state.waiting ?? {};
  if (own === undefined || reason === undefined || USUAL.includes(reason)) return null;
  if (PULL_FAILURES.includes(reason)) {
    const how = because(`never started, because its image ${own.image} was not pulled`, message ?? reason);
    return { code: "image-not-pulled", how };
  }
  return { code: "not-started", how: because("never started", reason, message) };
}
