import assert from "node:assert/strict";
import type { Controller } from "../../../../../infra/kubernetes/objects.ts";
import type { OwnPod, PodContainer } from "../../../../../infra/kubernetes/pods.ts";
import { imagesByNode, preloadPod, progressOf } from "../../../../../infra/workloads/kubernetes/preload/pods.ts";

const controller = (name: string, images: string[], pullSecrets: string[] = []): Controller => ({
  ...{ kind: "Deployment", name, replicas: 1, podLabels: {}, nodeSelector: {}, containers: [] },
  ...{ images, pullSecrets },
});
const container = (over: Partial<PodContainer>): PodContainer => ({
  ...{ image: "shop:2", hasBegun: false, waiting: null, message: null },
  ...over,
});
const pod = (...containers: PodContainer[]): OwnPod => ({
  ...{ name: "stackmark-preload-x", node: "worker", containers, refusal: null },
});

describe("imagesByNode", () => {
  it("each node gets the images of all services that it may run, each once", () => {
    const controllers = [
      controller("frontend", ["wait:1", "frontend:2"], ["registry"]),
      controller("cart", ["wait:1", "cart:2"]),
    ];
    const nodes: Record<string, string[]> = { frontend: ["edge", "server"], cart: ["server"] };
    assert.deepEqual(
      imagesByNode(controllers, (name) => nodes[name]!),
      [
        { node: "edge", images: ["wait:1", "frontend:2"], pullSecrets: ["registry"] },
        { node: "server", images: ["wait:1", "frontend:2", "cart:2"], pullSecrets: ["registry"] },
      ],
    );
  });
});

describe("preloadPod", () => {
  it("a pod has one container per image on its node, whatever its taints, asks for nothing, and is admitted by restricted policies", () => {
    const { spec } = preloadPod({ node: "edge", images: ["a:1", "b:1"], pullSecrets: ["registry"] });
    assert.equal(spec.nodeName, "edge");
    assert.deepEqual(spec.tolerations, [{ operator: "Exists" }]);
    assert.deepEqual(
      spec.containers.map(({ image, imagePullPolicy }) => [image, imagePullPolicy]),
      [
        ["a:1", "IfNotPresent"],
        ["b:1", "IfNotPresent"],
      ],
    );
    assert.ok(spec.containers.every((each) => !("resources" in each)));
    assert.deepEqual(spec.containers[0]!.securityContext.capabilities, { drop: ["ALL"] });
    assert.deepEqual(spec.imagePullSecrets, [{ name: "registry" }]);
  });
});

describe("progressOf", () => {
  it("an image is there once its container could begin but for its program, whichever way the runtime says so", () => {
    for (const done of [
      { hasBegun: true },
      { waiting: "RunContainerError" },
      { waiting: "CreateContainerConfigError" },
      { waiting: "CreateContainerError" },
      { waiting: "CrashLoopBackOff" },
    ])
      assert.equal(progressOf([pod(container(done))], 1).isDone, true, JSON.stringify(done));
    for (const waiting of ["ContainerCreating", "PodInitializing", "ErrImagePull", null])
      assert.equal(progressOf([pod(container({ waiting }))], 1).isDone, false, String(waiting));
  });

  it("nothing is done while containers are missing", () => {
    assert.equal(progressOf([], 2).isDone, false);
    assert.equal(progressOf([pod(container({ hasBegun: true }))], 2).isDone, false);
  });

  it("a node that takes no more pods is named with the reason, and its images are not there", () => {
    const refused = { ...pod(), refusal: "Node didn't have enough resource: pods" };
    assert.deepEqual(progressOf([refused], 1), {
      isDone: false,
      failed: ["worker: Node didn't have enough resource: pods"],
    });
  });

  it("an image that cannot be had is named with its node and the reason", () => {
    const failed = container({ waiting: "ErrImagePull", message: "not found" });
    assert.deepEqual(progressOf([pod(failed)], 1).failed, ["shop:2 on worker: not found"]);
    assert.deepEqual(progressOf([pod(container({ waiting: "ContainerCreating" }))], 1).failed, []);
  });
});
