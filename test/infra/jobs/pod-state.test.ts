import assert from "node:assert/strict";
import { podState } from "../../../infra/jobs/pod-state.ts";
import { podSchema } from "../../../infra/kubernetes/pod-objects.ts";

const pod = (status: object, metadata: object = {}) =>
  podState(
    podSchema.parse({
      metadata: {
        ...{ namespace: "stackmark-load-0a", name: "load-4-x7k2p", creationTimestamp: "2026-11-30T11:59:00Z" },
        labels: { "batch.kubernetes.io/job-completion-index": "4" },
        ...metadata,
      },
      spec: {
        nodeName: "gen-1",
        containers: [{ name: "worker", resources: { limits: { memory: "512Mi" } } }],
      },
      status,
    }),
  );
const worker = (state: object, others: object = {}) => ({
  containerStatuses: [{ name: "worker", image: "node:24", ready: false, state, ...others }],
});
const DELETED = { deletionTimestamp: "2026-11-30T12:00:00Z" };
const RUNNING = { phase: "Running", ...worker({ running: {} }, { ready: true }) };
const disruption = (reason: string, message = "") => ({
  conditions: [{ type: "DisruptionTarget", status: "True", reason, message }],
});

interface Case {
  title: string;
  status: object;
  metadata?: object;
  code: string;
  how: string;
}

const WAITS: Case[] = [
  {
    title: "a pod that fits no node was never scheduled",
    status: {
      phase: "Pending",
      conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes are available: 3 Insufficient cpu." }],
    },
    code: "not-scheduled",
    how: "was never scheduled: 0/3 nodes are available: 3 Insufficient cpu.",
  },
  ...["ErrImagePull", "ImagePullBackOff", "InvalidImageName"].map((reason) => ({
    title: `a pod with ${reason} never started, because its image was not pulled`,
    status: { phase: "Pending", ...worker({ waiting: { reason, message: "not found" } }, { image: "node:0" }) },
    code: "image-not-pulled",
    how: "never started, because its image node:0 was not pulled: not found",
  })),
  {
    title: "a pod whose container cannot be created never started",
    status: { phase: "Pending", ...worker({ waiting: { reason: "CreateContainerConfigError", message: "no file" } }) },
    code: "not-started",
    how: "never started: CreateContainerConfigError: no file",
  },
];

const ENDS: Case[] = [
  {
    title: "a pod that took more memory than its limit was killed because it was out of memory",
    status: { phase: "Failed", ...worker({ terminated: { reason: "OOMKilled", exitCode: 137 } }) },
    code: "out-of-memory",
    how: "was killed because it was out of memory: its limit is 512Mi",
  },
  {
    title: "a pod whose limit is too low even to begin was killed because it was out of memory",
    status: {
      phase: "Failed",
      ...worker({
        terminated: {
          ...{ reason: "StartError", exitCode: 128 },
          message: "runc create failed: container init was OOM-killed (memory limit too low?)",
        },
      }),
    },
    code: "out-of-memory",
    how: "was killed because it was out of memory: its limit is 512Mi",
  },
  {
    title: "a pod whose program is not in its image never started",
    status: {
      phase: "Failed",
      ...worker({ terminated: { reason: "StartError", exitCode: 128, message: 'exec: "node": not found' } }),
    },
    code: "not-started",
    how: 'never started: exec: "node": not found',
  },
  {
    title: "a pod that its node evicted says why",
    status: { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." },
    code: "evicted",
    how: "was evicted by its node: The node was low on resource: memory.",
  },
  {
    title: "a pod that is evicted through the API while it runs was evicted",
    status: { ...RUNNING, ...disruption("EvictionByEvictionAPI", "Eviction API: evicting") },
    metadata: DELETED,
    code: "evicted",
    how: "was evicted: Eviction API: evicting",
  },
  {
    title: "a pod that made room for another was evicted for it",
    status: { phase: "Failed", ...disruption("PreemptionByScheduler") },
    code: "evicted",
    how: "was evicted for a pod of higher priority",
  },
  {
    title: "a pod of a node that shut down ended because of that",
    status: { phase: "Failed", reason: "Terminated", message: "imminent node shutdown" },
    code: "node-lost",
    how: "ended because its node shut down: imminent node shutdown",
  },
  {
    title: "a pod of a node that does not answer was lost with it",
    status: { ...RUNNING, conditions: [{ type: "Ready", status: "False" }] },
    code: "node-lost",
    how: "was lost with gen-1, which does not answer",
  },
  {
    title: "a pod that is being deleted was deleted",
    status: RUNNING,
    metadata: DELETED,
    code: "deleted",
    how: "was deleted",
  },
  {
    title: "a pod whose worker exited says with which code",
    status: { phase: "Failed", ...worker({ terminated: { reason: "Error", exitCode: 1, message: "no socket\n" } }) },
    code: "exited",
    how: "exited with 1: no socket",
  },
  {
    title: "a pod that was still there at its Job's deadline says so",
    status: { phase: "Failed", reason: "DeadlineExceeded" },
    code: "exited",
    how: "ran longer than its Job may",
  },
];

describe("the state of a load's pod", () => {
  it("a pod that runs has its index, its node and no problem", () => {
    const place = { name: "load-4-x7k2p", index: 4, node: "gen-1", address: "10.42.0.5" };
    assert.deepEqual(pod({ ...RUNNING, podIP: "10.42.0.5" }), { ...place, phase: "running", problem: null });
  });

  it("a pod whose image is being pulled waits, and nothing is wrong with it", () => {
    const { phase, problem } = pod({ phase: "Pending", ...worker({ waiting: { reason: "ContainerCreating" } }) });
    assert.deepEqual([phase, problem], ["waiting", null]);
  });

  for (const [phase, cases] of [
    ["waiting", WAITS],
    ["ended", ENDS],
  ] as const)
    for (const { title, status, metadata, code, how } of cases)
      it(title, () => {
        const state = pod(status, metadata);
        assert.deepEqual([state.phase, state.problem], [phase, { code, how }]);
      });

  it("a disruption that was not carried out ends no pod", () => {
    assert.equal(pod({ ...RUNNING, ...disruption("EvictionByEvictionAPI") }).phase, "running");
  });
});
