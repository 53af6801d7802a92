import assert from "node:assert/strict";
import { schedulePodKill, type AbortableDelay, type PodKill } from "../../../../infra/workloads/rollout/pod-kill.ts";
import type { Pod } from "../../../../infra/kubernetes/namespace.ts";
import type { WithCluster } from "../../../../infra/workloads/rollout/wait.ts";

const kill: PodKill = {
  kubeconfig: "unused",
  namespace: "boutique",
  deployment: "frontend",
  probed: { service: "frontend", port: 80, path: "/" },
  afterMs: 100_000,
  timeoutMs: 60_000,
};

const aPod = (name: string, createdAt: number): Pod => ({
  name,
  service: "frontend",
  node: "edge",
  ready: true,
  isTerminating: false,
  createdAt,
  waitingReason: null,
});

/** A cluster that replaces a deleted pod after three polls. */
function aCluster(deleted: string[]): WithCluster {
  let pods = [aPod("frontend-a", 1), aPod("frontend-b", 2)];
  let looks = 0;
  let now = 0;
  return (_inputs, _probed, work) =>
    work({
      clock: { now: () => now, sleep: (ms: number) => Promise.resolve(void (now += ms)) },
      client: {
        deployments: () => Promise.resolve([{ name: "frontend", replicas: 2, isRolledOut: true }]),
        pods: () => {
          if (deleted.length > 0 && ++looks === 3) pods = [pods[1]!, aPod("frontend-c", 3)];
          return Promise.resolve(pods);
        },
        deletePod: (name: string) => Promise.resolve(void deleted.push(name)),
      },
    } as never);
}

/** A delay that ends when the test ends it. */
function aDelay() {
  let come = (): void => undefined;
  const asked: number[] = [];
  const delay: AbortableDelay = (ms, signal) => {
    asked.push(ms);
    return new Promise((resolve, reject) => {
      come = resolve;
      signal.addEventListener("abort", () => reject(new Error("aborted")));
    });
  };
  return { delay, asked, come: () => come() };
}

describe("schedulePodKill", () => {
  it("a pod is deleted when it is due, and its recovery is measured", async () => {
    const deleted: string[] = [];
    const { delay, asked, come } = aDelay();
    const planned = schedulePodKill(kill, new AbortController().signal, delay, aCluster(deleted));
    assert.deepEqual(asked, [100_000]);
    assert.deepEqual(deleted, [], "not before its time");
    come();
    const outcome = await planned.outcome();
    assert.deepEqual(deleted, ["frontend-a"]);
    assert.ok(outcome && "pod" in outcome);
    assert.equal(outcome.pod, "frontend-a");
    assert.ok(outcome.recoveryMs > 0);
  });

  it("no pod is deleted if the load ends before", async () => {
    const deleted: string[] = [];
    const ended = new AbortController();
    const planned = schedulePodKill(kill, ended.signal, aDelay().delay, aCluster(deleted));
    ended.abort();
    assert.equal(await planned.outcome(), null);
    assert.deepEqual(deleted, []);
  });

  it("a pod that cannot be deleted is a problem of the cell, and does not end the load", async () => {
    const { delay, come } = aDelay();
    const refused: WithCluster = () => Promise.reject(new Error("the API server says no"));
    const planned = schedulePodKill(kill, new AbortController().signal, delay, refused);
    come();
    assert.deepEqual(await planned.outcome(), { problem: "the API server says no" });
  });
});
