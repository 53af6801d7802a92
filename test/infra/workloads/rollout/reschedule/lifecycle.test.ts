import assert from "node:assert/strict";
import * as move from "../../../../../infra/workloads/rollout/reschedule/lifecycle.ts";
import type { WithCluster } from "../../../../../infra/workloads/rollout/wait.ts";
import { VirtualCluster } from "../virtual-cluster.ts";

const EDGE = { "node-role.kubernetes.io/edge": "true" };
const LABELS = { "edge-node": { ...EDGE, zone: "b" }, server: { zone: "a" } };

describe("Reschedule", () => {
  const probed = { service: "frontend", port: 80, path: "/" };
  const props: move.RescheduleProps = {
    ...{ kubeconfig: "secret", namespace: "boutique" },
    ...{ deployment: "frontend", nodeSelector: EDGE, target: ["edge-node"], timeoutMs: 120_000, probed },
  };
  let virtual: VirtualCluster;
  let opened: { kubeconfig: string; probed: unknown }[];
  const open: WithCluster = (inputs, service, work) => {
    opened.push({ kubeconfig: inputs.kubeconfig, probed: service });
    return work(virtual.context);
  };
  beforeEach(() => {
    virtual = new VirtualCluster({ labels: LABELS });
    opened = [];
  });

  it("create moves the Deployment and probes its Service meanwhile", async () => {
    const { id, outs } = await move.create(props, open);
    assert.ok(id.length > 0);
    assert.equal(outs.after.length, 3);
    assert.deepEqual(opened, [{ kubeconfig: "secret", probed }]);
    assert.deepEqual(virtual.selector, EDGE);
  });

  it("update keeps the measured outputs for new credentials, and stores the credentials", async () => {
    const { outs } = await move.create(props, open);
    const news = { ...props, kubeconfig: "newer" };
    assert.equal(move.diff(outs, news).changes, true);
    const calls = virtual.calls.length;
    const updated = await move.update(outs, news, open);
    assert.equal(virtual.calls.length, calls);
    assert.deepEqual(updated.outs, { ...outs, kubeconfig: "newer" });
  });

  it("update moves the Deployment to other nodes, and removes the labels that are no longer required", async () => {
    const { outs } = await move.create(props, open);
    const news = { ...props, nodeSelector: { zone: "a" }, target: ["server"] };
    const updated = await move.update(outs, news, open);
    assert.deepEqual(virtual.selector, { zone: "a" });
    assert.ok(updated.outs.after.every(({ node }) => node === "server"));
  });

  it("diff replaces the resource for another Deployment only", async () => {
    const { outs } = await move.create(props, open);
    assert.deepEqual(move.diff(outs, props), { changes: false, replaces: [], deleteBeforeReplace: true });
    assert.deepEqual(move.diff(outs, { ...props, deployment: "cart" }).replaces, ["deployment"]);
  });

  it("remove takes the node selector away", async () => {
    const { outs } = await move.create(props, open);
    await move.remove(outs, open);
    assert.deepEqual(virtual.selector, {});
  });

  it("remove never blocks a destroy, because a cluster that does not answer has no node selector to remove", async () => {
    const { outs } = await move.create(props, open);
    const said: string[] = [];
    const gone: WithCluster = () => Promise.reject(new Error("no route to host"));
    await move.remove(outs, gone, (line) => void said.push(line));
    assert.deepEqual(said, ["frontend keeps its node selector: no route to host"]);
  });
});
