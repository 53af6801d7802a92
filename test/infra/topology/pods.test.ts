import assert from "node:assert/strict";
import { aConfig, aPlan } from "../helpers/builders.ts";
import { planPods, podVantage, poolOf, roomNotes, sharedNotes, targetNodes } from "../../../infra/topology/pods.ts";

const node = (name: string, region: string | null, isForLoad = false) => ({
  name,
  machine: null,
  labels: {
    ...(region === null ? {} : { "topology.kubernetes.io/region": region }),
    ...(isForLoad ? { "stackmark.dev/load": "true" } : {}),
  },
});
const NODES = [node("server", "eu"), node("agent-us", "us"), node("load-eu", "eu", true)];
const LEVEL = { name: "high", users: 200, spawnRatePerS: 50, durationMs: 180_000 };
const PODS = { workers: 2, image: "node", requests: { cpu: "1", memory: "1Gi" }, memoryLimit: "1Gi" };
const from = (region: string) => ({ ...LEVEL, regions: { from: region, to: "eu", level: "high" } });

describe("pools of pods", () => {
  it("pods run on the nodes with the role load, also if the workload has nodes in other regions", () => {
    assert.deepEqual(poolOf(NODES, null), { nodes: ["load-eu"], isShared: false });
    assert.deepEqual(poolOf(NODES, "eu"), { nodes: ["load-eu"], isShared: false });
  });

  it("where no node has that role, pods share the nodes of the workload, and a note says which", () => {
    assert.deepEqual(poolOf(NODES, "us"), { nodes: ["agent-us"], isShared: true });
    assert.deepEqual(sharedNotes(NODES, [from("eu"), from("us"), LEVEL]), [
      "pods of the load share agent-us with the workload: there is no node of us with the role load",
    ]);
    assert.equal(
      podVantage(NODES, PODS, from("us").regions),
      "2 pods in the cluster in us, on agent-us, which also run the workload",
    );
  });

  it("a plan says that its load comes from pods", () => {
    const { vantage } = aPlan({
      topology: { nodes: [{ name: "server", cloud: "azure", role: "server" }] },
      workload: { name: "boutique" },
      access: { adminCidrs: ["192.0.2.1/32"] },
      load: { from: "cluster" },
    });
    assert.equal(vantage, "2 pods in the cluster, on server, which also run the workload");
  });

  it("pods that request more CPU than their nodes have are noted", () => {
    const nodes = NODES.map((each) => ({ ...each, cpus: 4 }));
    const pods = (count: number, cpu: string) => ({ count, cpu, memory: "512Mi" });
    assert.deepEqual(roomNotes(nodes, pods(8, "500m"), [LEVEL]), []);
    assert.deepEqual(
      roomNotes(nodes, pods(10, "500m"), [LEVEL]).map((note) => note.split(":")[0]),
      ["10 pods of the load request 5 CPU, and load-eu has 4"],
    );
    assert.equal(roomNotes(nodes, pods(5, "1"), [from("eu"), from("us")]).length, 2);
  });

  it("the target of a region is on its nodes that run the workload", () => {
    assert.deepEqual(targetNodes(NODES, "eu"), ["server"]);
    assert.deepEqual(targetNodes(NODES, "asia"), []);
  });

  it("the region of a machine in a cloud is that of its cloud, unless a label says otherwise", () => {
    const machine = {
      kind: "azure" as const,
      name: "a",
      vmSize: "s",
      region: "westeurope",
      isSpot: false,
      diskGiB: 64,
    };
    const plain = { name: "plain", labels: {}, machine };
    const labelled = { ...node("labelled", "eu"), machine };
    assert.deepEqual(targetNodes([plain, labelled], "westeurope"), ["plain"]);
    assert.deepEqual(targetNodes([plain, labelled], "eu"), ["labelled"]);
  });

  it("the image is that of Node, or of the tool, unless another one is named", () => {
    const imageOf = (load: object) => planPods(aConfig({ load: { from: "cluster", ...load } }).load)!.image;
    assert.match(imageOf({}), /\/node:24/);
    assert.match(imageOf({ tool: "k6", file: "./a.js" }), /\/k6:/);
    assert.equal(imageOf({ tool: "k6", file: "./a.js", pods: { image: "own/k6:1" } }), "own/k6:1");
  });
});
