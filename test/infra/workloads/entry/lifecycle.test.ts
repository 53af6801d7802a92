import assert from "node:assert/strict";
import * as entry from "../../../../infra/workloads/entry/lifecycle.ts";
import type { WithCluster } from "../../../../infra/workloads/rollout/wait.ts";
import { VirtualCluster } from "../rollout/virtual-cluster.ts";

describe("EntryTarget", () => {
  const props: entry.EntryTargetProps = {
    kubeconfig: "secret",
    namespace: "app",
    service: "web",
    port: null,
    deployment: null,
    nodePort: 30_080,
    trigger: 1,
  };
  let virtual: VirtualCluster;
  const open: WithCluster = (_inputs, _probed, work) => work(virtual.context);
  beforeEach(() => {
    virtual = new VirtualCluster();
    virtual.kubeServices = [
      { name: "web", selector: { app: "frontend" }, ports: [{ port: 80, targetPort: "http" }] },
      { name: "web-entry", selector: { app: "frontend" }, ports: [{ port: 80, targetPort: "http", nodePort: 30_080 }] },
    ];
  });

  it("the pods behind a Service are those that it selects, at its only port", async () => {
    const { outs } = await entry.create(props, open);
    assert.deepEqual(outs.target, {
      selector: { app: "frontend" },
      port: 80,
      targetPort: "http",
      deployment: "frontend",
    });
  });

  it("a Service that the application does not have is reported with those that it has", async () => {
    await assert.rejects(entry.create({ ...props, service: "wbe" }, open), {
      code: "ROLLOUT_FAILED",
      message: /`workload\.entry\.service` = wbe is not a Service; there are: web, web-entry\.$/,
    });
  });

  it("it is looked up again for another revision or Service, and for nothing else", async () => {
    const { outs } = await entry.create(props, open);
    assert.equal(entry.diff(outs, props).changes, false);
    for (const change of [{ trigger: 2 }, { service: "other" }, { kubeconfig: "newer" }])
      assert.equal(entry.diff(outs, { ...props, ...change }).changes, true, JSON.stringify(change));
  });
});
