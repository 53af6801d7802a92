import assert from "node:assert/strict";
import type { Deployment } from "../../../../../infra/kubernetes/namespace.ts";
import type { OwnPod } from "../../../../../infra/kubernetes/pods.ts";
import {
  create,
  diff,
  type PreloadProps,
  type PreloadTools,
} from "../../../../../infra/workloads/kubernetes/preload/lifecycle.ts";

const inputs: PreloadProps = {
  ...{ kubeconfig: "", namespace: "boutique", timeoutMs: 60_000, trigger: 1 },
  services: [{ name: "frontend", nodes: ["edge"] }],
  others: ["server"],
};
const deployment = (name: string, image: string): Deployment => ({
  ...{ kind: "Deployment", name, replicas: 1, podLabels: {}, nodeSelector: {}, containers: [] },
  ...{ images: [image], pullSecrets: [], isRolledOut: true },
});

/** A cluster in which pulling takes `pullMs` on each node, or fails; names start in the order of creation. */
function aCluster(pullMs: number, refusal?: string) {
  let now = 0;
  const pods = new Map<string, OwnPod & { at: number }>([["stackmark-preload-old", { ...left(), at: -pullMs }]]);
  const tools: PreloadTools = {
    client: { deployments: () => Promise.resolve([deployment("frontend", "f:1"), deployment("cart", "c:1")]) },
    clock: {
      now: () => now,
      sleep: (ms) => {
        now += ms;
        return Promise.resolve();
      },
    },
    pods: {
      create: (pod) => {
        const { nodeName, containers } = (pod as { spec: { nodeName: string; containers: { image: string }[] } }).spec;
        if (refusal) return Promise.reject(new Error(refusal));
        const name = `stackmark-preload-${pods.size}`;
        const own = containers.map(({ image }) => ({ image, hasBegun: false, waiting: null, message: null }));
        pods.set(name, { name, node: nodeName, containers: own, refusal: null, at: now });
        return Promise.resolve();
      },
      list: () =>
        Promise.resolve(
          [...pods.values()].map(({ at, containers, ...pod }) => ({
            ...pod,
            containers: containers.map((each) =>
              now - at >= pullMs
                ? { ...each, hasBegun: true }
                : { ...each, waiting: Number.isFinite(pullMs) ? "ContainerCreating" : "ErrImagePull" },
            ),
          })),
        ),
      delete: (name) => {
        pods.delete(name);
        return Promise.resolve();
      },
    },
  };
  return { tools, pods };
}
const left = (): OwnPod => ({ name: "stackmark-preload-old", node: "gone", containers: [], refusal: null });
const silent = () => undefined;
const run = ({ tools }: ReturnType<typeof aCluster>) => create(inputs, (_access, work) => work(tools), silent);

describe("ImagePreload", () => {
  it("it ends once every node has its images, and leaves no pod, not even that of an interrupted attempt", async () => {
    const cluster = aCluster(20_000);
    const { outs } = await run(cluster);
    assert.deepEqual(outs.images, { edge: 1, server: 1 });
    assert.deepEqual([outs.pulledMs, outs.problems], [20_000, []]);
    assert.equal(cluster.pods.size, 0);
  });

  it("an image that cannot be pulled is a problem after half a minute, and the roll-out goes on", async () => {
    const cluster = aCluster(Infinity);
    const { outs } = await run(cluster);
    assert.deepEqual(outs.problems, ["f:1 on edge: ErrImagePull", "c:1 on server: ErrImagePull"]);
    assert.ok(outs.pulledMs >= 30_000 && outs.pulledMs < inputs.timeoutMs);
    assert.equal(cluster.pods.size, 0);
  });

  it("a cluster that refuses such pods, or does not answer, is a problem and no failure", async () => {
    const refused = await run(aCluster(0, "exceeded quota"));
    assert.deepEqual(refused.outs.problems, ["edge: exceeded quota", "server: exceeded quota"]);
    const said: string[] = [];
    const { outs } = await create(
      inputs,
      () => Promise.reject(new Error("no answer")),
      (line) => said.push(line),
    );
    assert.deepEqual([outs.problems, said], [["no answer"], ["image not preloaded: no answer"]]);
  });

  it("images are pulled again if what is installed or where it may run changed", async () => {
    const { outs } = await run(aCluster(0));
    assert.equal(diff(outs, { ...inputs, kubeconfig: "other", timeoutMs: 1 }).changes, false);
    assert.equal(diff(outs, { ...inputs, trigger: 2 }).changes, true);
    assert.equal(diff(outs, { ...inputs, others: ["server", "edge"] }).changes, true);
  });
});
