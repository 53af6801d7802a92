import assert from "node:assert/strict";
import type { Deployment, Pod } from "../../../../infra/kubernetes/namespace.ts";
import { entryNodeOf, placementOf, podsPerNode, unready } from "../../../../infra/workloads/rollout/placement.ts";

const pod = (service: string, n: number, node: string | null, change: Partial<Pod> = {}): Pod => {
  return {
    name: `${service}-${n}`,
    service,
    node,
    ready: true,
    isTerminating: false,
    waitingReason: null,
    createdAt: n,
    ...change,
  };
};
const PODS = [
  pod("frontend", 2, "edge"),
  pod("frontend", 1, "server"),
  pod("cart", 1, "server"),
  pod("other", 1, "edge"),
];
const deployment = (name: string, replicas: number): Deployment => ({
  kind: "Deployment",
  name,
  replicas,
  nodeSelector: {},
  podLabels: {},
  images: [],
  pullSecrets: [],
  containers: [],
  isRolledOut: true,
});

describe("the placement of a workload", () => {
  it("replicas are numbered by service, node and name, without pods of other workloads and terminating pods", () => {
    const pods = [...PODS, pod("cart", 2, "edge", { isTerminating: true }), pod("cart", 3, null)];
    assert.deepEqual(placementOf(pods, ["frontend", "cart"]), [
      { service: "cart", replica: 0, node: "server" },
      { service: "frontend", replica: 0, node: "edge" },
      { service: "frontend", replica: 1, node: "server" },
    ]);
  });

  it("pods are counted on every node of the plan, including nodes without pods", () => {
    const placement = placementOf(PODS, ["frontend", "cart"]);
    assert.deepEqual(podsPerNode(placement, ["server", "edge", "worker"]), { server: 2, edge: 1, worker: 0 });
  });

  it("the entry node is the one with most replicas of the entry; among equals, the first in the plan", () => {
    const placement = placementOf([...PODS, pod("frontend", 3, "edge")], ["frontend", "cart"]);
    assert.equal(entryNodeOf(placement, "frontend", ["server", "edge"]), "edge");
    assert.equal(entryNodeOf(placementOf(PODS, ["frontend"]), "frontend", ["server", "edge"]), "server");
    assert.equal(entryNodeOf(placement, "ad", ["server", "edge"]), undefined);
  });
});

describe("unready", () => {
  it("each Deployment that is not ready is reported with what is missing, in the cluster's words", () => {
    const pods = [
      pod("frontend", 1, "server"),
      pod("frontend", 2, "server", { ready: false, waitingReason: "ImagePullBackOff" }),
      pod("frontend", 3, "edge", { isTerminating: true }),
      pod("cart", 1, "server"),
    ];
    const deployments = [deployment("frontend", 2), deployment("cart", 1)];
    assert.deepEqual(unready(deployments, pods, ["frontend", "cart", "ad"]), [
      "frontend: 1 of 2 ready, 1 terminating (ImagePullBackOff)",
      "there is no Deployment or StatefulSet ad",
    ]);
  });

  it("a workload is ready only when the pods of an earlier roll-out are gone", () => {
    const pods = [pod("cart", 1, "server"), pod("cart", 0, "edge", { isTerminating: true })];
    assert.deepEqual(unready([deployment("cart", 1)], pods, ["cart"]), ["cart: 1 of 1 ready, 1 terminating"]);
    assert.deepEqual(unready([deployment("cart", 1)], pods.slice(0, 1), ["cart"]), []);
  });

  it("a workload is not ready until its controller has observed the newest template, however many pods are Ready", () => {
    const deployments = [{ ...deployment("cart", 1), isRolledOut: false }];
    assert.deepEqual(unready(deployments, [pod("cart", 1, "server")], ["cart"]), [
      "cart: 1 of 1 ready, of an earlier template",
    ]);
  });

  it("a Deployment with no replicas is ready if none are configured", () => {
    assert.deepEqual(unready([deployment("cart", 0)], [], ["cart"]), []);
  });
});
