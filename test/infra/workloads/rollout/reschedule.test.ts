import assert from "node:assert/strict";
import type { InfraError } from "../../../../infra/errors.ts";
import { killPod, podToKill } from "../../../../infra/workloads/rollout/pod-kill.ts";
import { reschedule, removeNodeSelector } from "../../../../infra/workloads/rollout/reschedule/lifecycle.ts";
import { VirtualCluster } from "./virtual-cluster.ts";

const EDGE = { "node-role.kubernetes.io/edge": "true" };
const LABELS = { "edge-node": EDGE };
const inputs = { deployment: "frontend", nodeSelector: EDGE, target: ["edge-node"], timeoutMs: 120_000 };
const nodesOf = (placed: { node: string }[] | null) => placed?.map(({ node }) => node);

describe("reschedule", () => {
  it("a move records the old placement, sets the selector, and ends when all replicas are Ready on the target nodes and none is elsewhere", async () => {
    const cluster = new VirtualCluster({ labels: LABELS });
    const moved = await reschedule(inputs, cluster.context);
    assert.deepEqual(nodesOf(moved.before)!.sort(), ["edge-node", "server", "server"]);
    assert.deepEqual(nodesOf(moved.after), ["edge-node", "edge-node", "edge-node"]);
    assert.deepEqual(cluster.calls, [`select frontend ${JSON.stringify(EDGE)}`]);
    const pods = await cluster.pods();
    assert.ok(
      pods.length === 3 &&
        pods.every(({ ready, isTerminating, node }) => ready && !isTerminating && node === "edge-node"),
    );
  });

  it("a move is measured from the change of the selector, not from the first deployment", async () => {
    const cluster = new VirtualCluster({
      labels: LABELS,
      replicas: 1,
      nodes: ["server", "edge-node"],
      startMs: 4_000,
      endMs: 2_000,
    });
    const { durationMs } = await reschedule(inputs, cluster.context);
    // One pod starts there (4 s), then the old one ends (2 s); polls are a quarter of a second apart.
    assert.ok(durationMs >= 6_000 && durationMs <= 6_750, `${durationMs} ms`);
  });

  it("failed probes are counted during a move, and there are none if replicas move one by one", async () => {
    const cluster = new VirtualCluster({ labels: LABELS });
    const { probes, durationMs } = await reschedule(inputs, cluster.context);
    assert.deepEqual({ ...probes, sent: 0 }, { sent: 0, failed: 0, longestOutageMs: 0, firstFailure: null });
    assert.equal(probes.sent, durationMs / 250 + 1);
  });

  it("an outage is reported with its length and first failure", async () => {
    const cluster = new VirtualCluster({ labels: LABELS });
    let asked = 0;
    const probe = () => Promise.resolve([3, 4, 5, 9].includes(asked++) ? "HTTP 503" : null);
    const { probes } = await reschedule(inputs, { ...cluster.context, probe });
    assert.deepEqual([probes.failed, probes.longestOutageMs, probes.firstFailure], [4, 750, "HTTP 503"]);
  });

  it("a move continues after an interrupted attempt, and does not claim to know the old placement", async () => {
    const cluster = new VirtualCluster({ labels: LABELS });
    cluster.selector = { ...EDGE };
    const { before, after } = await reschedule(inputs, cluster.context);
    assert.equal(before, null);
    assert.deepEqual(nodesOf(after), ["edge-node", "edge-node", "edge-node"]);
    assert.deepEqual(cluster.calls, []);
  });

  it("a move survives times in which the API server does not answer", async () => {
    const cluster = new VirtualCluster({ labels: LABELS });
    cluster.onSelect = () => void (cluster.failing = 5);
    assert.equal((await reschedule(inputs, cluster.context)).after.length, 3);
  });

  it("a move is not done until the controller has observed the change, even if all replicas are already there", async () => {
    const cluster = new VirtualCluster({ labels: LABELS, nodes: ["edge-node"] });
    const sleep = cluster.clock.sleep.bind(cluster.clock);
    let looks = 0;
    cluster.onSelect = () => void (cluster.unseen = true);
    cluster.clock.sleep = (ms) => {
      if (cluster.unseen && ++looks === 8) cluster.unseen = false;
      return sleep(ms);
    };
    const { durationMs } = await reschedule(inputs, cluster.context);
    assert.equal(durationMs, 8 * 250);
  });

  it("a move fails after its timeout with the scheduler's message if no node has the label", async () => {
    const cluster = new VirtualCluster({ labels: {} });
    await assert.rejects(reschedule({ ...inputs, timeoutMs: 20_000 }, cluster.context), (error: InfraError) => {
      assert.equal(error.code, "ROLLOUT_FAILED");
      assert.match(error.message, /Timed out after 20000 ms while moving frontend to edge-node:/);
      assert.match(error.message, /frontend: 3 of 3 ready|frontend: \d of 3 ready.*didn't match Pod's node affinity/);
      assert.match(error.message, /frontend-0 is still on server/);
      return true;
    });
  });

  it("removing the node selector removes only its own labels", async () => {
    const cluster = new VirtualCluster({ labels: LABELS });
    cluster.selector = { ...EDGE, zone: "a" };
    await removeNodeSelector(cluster, inputs);
    assert.deepEqual(cluster.selector, { zone: "a" });
  });
});

describe("killPod", () => {
  it("the oldest serving pod is deleted, and recovery lasts until it is gone and all replicas are Ready again", async () => {
    const cluster = new VirtualCluster({ startMs: 4_000, endMs: 2_000 });
    await cluster.clock.sleep(10_000);
    const killedAt = new Date(cluster.clock.now()).toISOString();
    const killed = await killPod("frontend", cluster.context, 60_000);
    assert.deepEqual(cluster.calls, ["delete frontend-0"]);
    assert.deepEqual([killed.pod, killed.node, killed.killedAt], ["frontend-0", "server", killedAt]);
    assert.ok(killed.recoveryMs >= 4_000 && killed.recoveryMs <= 4_750, `${killed.recoveryMs} ms`);
    assert.equal(killed.probes.failed, 0);
  });

  it("the outage is reported if there was only one replica", async () => {
    const cluster = new VirtualCluster({ replicas: 1 });
    await cluster.clock.sleep(10_000);
    const { probes } = await killPod("frontend", cluster.context, 60_000);
    assert.ok(probes.failed > 10 && probes.longestOutageMs >= 4_000, JSON.stringify(probes));
    assert.equal(probes.firstFailure, "HTTP 503");
  });

  it("no pod is killed if none serves", async () => {
    const cluster = new VirtualCluster();
    await assert.rejects(killPod("frontend", cluster.context, 60_000), { code: "ROLLOUT_FAILED" });
    assert.deepEqual(cluster.calls, []);
  });

  it("pods that are not Ready, are terminating, or belong to another workload are not killed", async () => {
    const cluster = new VirtualCluster();
    await cluster.clock.sleep(10_000);
    const [oldest, second, third] = await cluster.pods();
    const pods = [
      { ...oldest!, isTerminating: true },
      { ...second!, ready: false },
      third!,
      { ...oldest!, service: "cart" },
    ];
    assert.equal(podToKill(pods, "frontend"), third);
  });
});
