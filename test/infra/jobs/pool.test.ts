import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { setImmediate as turn } from "node:timers/promises";
import type { JobClient } from "../../../infra/jobs/client.ts";
import type { PodState } from "../../../infra/jobs/pod-state.ts";
import { LoadPods, type PoolTools } from "../../../infra/jobs/pool.ts";

const POOL = {
  workers: 3,
  image: "node:24",
  nodes: [],
  requests: { cpu: "500m", memory: "256Mi" },
  memoryLimit: "512Mi",
};
const OPTIONS = {
  owner: { stack: "single", cell: "load-low-1" },
  pool: POOL,
  program: { command: ["node"], files: [] },
  behind: null,
  readyLimitMs: 60_000,
  limitMs: 300_000,
};
const NAMESPACE = "stackmark-load-1";

/** A cluster whose clock moves when it is waited for. */
class Cluster {
  nowMs = 0;
  stopped = false;
  readonly calls: string[] = [];
  namespaces: string[] = [];
  pods: PodState[] = [];
  /** What the pods do after so many polls. */
  script: Record<number, (pods: PodState[]) => PodState[]> = {};
  polls = 0;
  failing: Partial<Record<"create" | "pods", Error>> = {};

  readonly client: JobClient = {
    leftOver: () => Promise.resolve([...this.namespaces]),
    create: () => {
      this.namespaces.push(NAMESPACE);
      if (this.failing.create) return Promise.reject(this.failing.create);
      this.pods = Array.from({ length: 3 }, (_, index) => podOf(index));
      return Promise.resolve(NAMESPACE);
    },
    pods: () => {
      this.pods = this.script[(this.polls += 1)]?.(this.pods) ?? this.pods;
      return this.failing.pods ? Promise.reject(this.failing.pods) : Promise.resolve(this.pods);
    },
    deletePod: (_, pod) => {
      this.calls.push(`delete ${pod}`);
      this.pods = this.pods.filter(({ name }) => name !== pod);
      return Promise.resolve();
    },
    deleteAll: (name) => {
      this.calls.push(`delete ${name}`);
      this.namespaces = this.namespaces.filter((each) => each !== name);
      return Promise.resolve();
    },
    isGone: (name) => Promise.resolve(!this.namespaces.includes(name)),
  };

  get tools(): PoolTools {
    return {
      client: this.client,
      exec: (namespace, pod, command) => {
        this.calls.push(`${command.join(" ")} ${namespace} ${pod}`);
        return Promise.resolve(new PassThrough());
      },
      sleep: async (ms) => {
        this.nowMs += ms;
        await turn();
      },
      now: () => this.nowMs,
      isStopped: () => this.stopped,
    };
  }
}

const podOf = (index: number, phase: PodState["phase"] = "running", problem: PodState["problem"] = null): PodState => ({
  name: `load-${index}`,
  index,
  node: `node-${index % 2}`,
  address: `10.42.0.${index}`,
  phase,
  problem,
});
const waiting = (index: number, how: string) => podOf(index, "waiting", { code: "not-scheduled", how });

describe("the pods of a load", () => {
  it("each running pod knows its node and its address, in the order of indexes, and commands in it can be started again and again", async () => {
    const cluster = new Cluster();
    const pods = await LoadPods.start(cluster.tools, OPTIONS);
    assert.deepEqual(
      pods.pods.map(({ place, address }) => [place, address]),
      [0, 1, 2].map((index) => [{ name: `pod ${index}`, machine: `node-${index % 2}` }, `10.42.0.${index}`]),
    );
    await pods.pods[1]!.exec(["attach"]);
    await pods.pods[1]!.exec(["attach"]);
    assert.deepEqual(cluster.calls, [`attach ${NAMESPACE} load-1`, `attach ${NAMESPACE} load-1`]);
    await pods.stop();
  });

  it("the load waits for the last pod, whatever it waits for at first", async () => {
    const cluster = new Cluster();
    cluster.script = {
      1: () => [podOf(0), waiting(1, "was never scheduled")],
      4: () => [0, 1, 2].map((i) => podOf(i)),
    };
    const pods = await LoadPods.start(cluster.tools, OPTIONS);
    // Another poll watches the pods already.
    const polls = cluster.polls;
    await pods.stop();
    assert.equal(pods.pods.length, 3);
    assert.ok(polls >= 4);
  });

  it("a load whose pods do not all run in time is refused with what is wrong with each, and nothing is left", async () => {
    const cluster = new Cluster();
    cluster.script = {
      1: () => [podOf(0), waiting(1, "was never scheduled: no CPU"), waiting(2, "was never scheduled: no CPU")],
    };
    await assert.rejects(LoadPods.start(cluster.tools, OPTIONS), {
      code: "LOAD_PODS_FAILED",
      message: [
        "1 of 3 pods of the load ran within 60 s; nothing was sent:",
        "  - pod 1, 2: it was never scheduled: no CPU",
      ].join("\n"),
    });
    assert.deepEqual(cluster.namespaces, []);
  });

  it("a pod that ends before the load begins ends the wait at once", async () => {
    const cluster = new Cluster();
    const oom = podOf(2, "ended", { code: "out-of-memory", how: "was killed because it was out of memory" });
    cluster.script = { 2: () => [podOf(0), podOf(1), oom] };
    cluster.pods = [];
    cluster.script[1] = () => [podOf(0)];
    await assert.rejects(LoadPods.start(cluster.tools, OPTIONS), {
      message: /pod 2: it was killed because it was out of memory/,
    });
    assert.equal(cluster.polls, 2);
  });

  it("pods that the Job's controller has not created are named, as is an API server that does not answer", async () => {
    const cluster = new Cluster();
    cluster.script = {
      1: () => [podOf(0)],
      5: (pods) => ((cluster.failing.pods = new Error("connection refused")), pods),
    };
    await assert.rejects(LoadPods.start(cluster.tools, OPTIONS), {
      message: /2 pods not created by the Job's controller\n {2}- the API server does not answer: connection refused$/,
    });
  });

  it("a stop ends the wait for pods, and nothing is left", async () => {
    const cluster = new Cluster();
    cluster.script = { 1: () => [podOf(0)], 3: (pods) => ((cluster.stopped = true), pods) };
    await assert.rejects(LoadPods.start(cluster.tools, OPTIONS), { message: /ran when the load was stopped/ });
    assert.deepEqual(cluster.namespaces, []);
  });

  it("what earlier attempts of the stack and a failed create left behind is deleted", async () => {
    const cluster = new Cluster();
    cluster.namespaces = ["stackmark-load-0"];
    cluster.failing.create = new Error("quota");
    await assert.rejects(LoadPods.start(cluster.tools, OPTIONS), { message: "quota" });
    assert.deepEqual(cluster.calls, ["delete stackmark-load-0", `delete ${NAMESPACE}`]);
  });

  it("an API server that is gone before and after pods are created is waited for, so that nothing is left, and the creation's error is thrown", async () => {
    const cluster = new Cluster();
    cluster.failing.create = new Error("connection refused");
    const leftOver = cluster.client.leftOver.bind(cluster.client);
    let asked = 0;
    cluster.client.leftOver = (stack) => {
      asked += 1;
      return asked < 6 || (asked > 6 && asked < 12) ? Promise.reject(new Error("still refused")) : leftOver(stack);
    };
    await assert.rejects(LoadPods.start(cluster.tools, OPTIONS), { message: "connection refused" });
    assert.deepEqual(cluster.namespaces, []);
  });

  it("a pod that ends knows how, and the others go on", async () => {
    const cluster = new Cluster();
    const pods = await LoadPods.start(cluster.tools, OPTIONS);
    const how = "was evicted by its node: disk pressure";
    cluster.pods = [podOf(0), podOf(1, "ended", { code: "evicted", how }), podOf(2)];
    assert.equal(await pods.pods[1]!.ended, how);
    cluster.pods = [podOf(0), podOf(1, "ended", { code: "evicted", how })];
    assert.equal(await pods.pods[2]!.ended, "was deleted");
    let isEnded = false;
    void pods.pods[0]!.ended.then(() => (isEnded = true));
    for (let i = 0; i < 20; i += 1) await turn();
    assert.equal(isEnded, false);
    await pods.stop();
  });

  it("a kill deletes the pod, which has ended then", async () => {
    const cluster = new Cluster();
    const pods = await LoadPods.start(cluster.tools, OPTIONS);
    pods.pods[0]!.kill();
    assert.equal(await pods.pods[0]!.ended, "was deleted");
    assert.ok(cluster.calls.includes("delete load-0"));
    await pods.stop();
  });

  it("a stop deletes the namespace and waits until it is gone", async () => {
    const cluster = new Cluster();
    const pods = await LoadPods.start(cluster.tools, OPTIONS);
    assert.equal(await pods.stop(), null);
    assert.deepEqual(cluster.namespaces, []);
    const stuck = new Cluster();
    const others = await LoadPods.start(stuck.tools, OPTIONS);
    stuck.client.isGone = () => Promise.resolve(false);
    assert.equal(await others.stop(), NAMESPACE);
  });

  it("a stop whose API server does not answer throws nothing, because a load was measured, and goes on once it does", async () => {
    const cluster = new Cluster();
    const pods = await LoadPods.start(cluster.tools, OPTIONS);
    const { client } = cluster;
    const deleteAll = client.deleteAll.bind(client);
    let refusals = 3;
    cluster.client.deleteAll = (name) =>
      (refusals -= 1) >= 0 ? Promise.reject(new Error("connection refused")) : deleteAll(name);
    assert.equal(await pods.stop(), null);
    assert.deepEqual(cluster.namespaces, []);
  });
});
