import assert from "node:assert/strict";
import * as rollout from "../../../../infra/workloads/rollout/lifecycle.ts";
import type { Deployment } from "../../../../infra/kubernetes/namespace.ts";
import type { WithCluster } from "../../../../infra/workloads/rollout/wait.ts";
import { VirtualCluster } from "./virtual-cluster.ts";

const EDGE = { "node-role.kubernetes.io/edge": "true" };
const LABELS = { "edge-node": { ...EDGE, zone: "b" }, server: { zone: "a" } };
const cluster = { kubeconfig: "secret", namespace: "boutique" };

describe("Rollout", () => {
  const props: rollout.RolloutProps = {
    ...cluster,
    services: [{ name: "frontend", replicas: 3, nodeSelector: {}, nodes: ["server", "edge-node"] }],
    entry: "frontend",
    nodes: ["server", "edge-node"],
    mustServe: ["edge-node"],
    timeoutMs: 60_000,
    trigger: { revision: 1 },
  };
  const on =
    (virtual: VirtualCluster): WithCluster =>
    (_inputs, _probed, work) =>
      work(virtual.context);

  it("the roll-out ends when every replica is Ready, and outputs the placement and the node of the entry", async () => {
    const { outs } = await rollout.create(props, on(new VirtualCluster()));
    assert.deepEqual(outs.podsPerNode, { server: 2, "edge-node": 1 });
    assert.equal(outs.entryNode, "server");
    assert.equal(outs.placement.length, 3);
    assert.ok(outs.readyMs >= 4_000 && outs.readyMs < 4_500, `${outs.readyMs} ms`);
  });

  it("the time until the workload is ready begins with its release, unless no new revision was released", async () => {
    const virtual = new VirtualCluster();
    virtual.released = virtual.clock.now() - 40_000;
    const { outs } = await rollout.create(props, on(virtual));
    assert.ok(outs.readyMs >= 44_000 && outs.readyMs < 44_500, `${outs.readyMs} ms`);
    const again = await rollout.updateFrom(outs, { ...props, nodes: ["server", "edge-node", "new"] }, on(virtual));
    assert.equal(again.outs.readyMs, 0);
    const upgraded = await rollout.updateFrom(outs, { ...props, trigger: { revision: 2 } }, on(virtual));
    assert.ok(upgraded.outs.readyMs >= 44_000);
  });

  it("a canary that left the plan gets no more users: it is scaled to nothing before the load, and is no service", async () => {
    const virtual = new VirtualCluster();
    const podLabels = { app: "frontend", "stackmark.dev/canary": "true" };
    const common = { kind: "Deployment", replicas: 1, nodeSelector: {}, isRolledOut: true } as const;
    virtual.others = [{ ...common, containers: [], images: [], pullSecrets: [], name: "frontend-canary", podLabels }];
    const others = { nodeSelector: {}, nodes: ["server", "edge-node"] };
    const { outs } = await rollout.create({ ...props, others }, on(virtual));
    assert.deepEqual(virtual.calls, ["scale frontend-canary 0"]);
    assert.ok(outs.placement.every(({ service }) => service === "frontend"));
  });

  it("the roll-out is checked again before another run, which changes no time of it", async () => {
    const virtual = new VirtualCluster({ labels: LABELS });
    const { outs } = await rollout.create({ ...props, run: "run-1" }, on(virtual));
    assert.equal(rollout.diff(outs, { ...props, run: "run-1" }).changes, false);
    assert.equal(rollout.diff(outs, { ...props, run: null }).changes, false);
    const next = { ...props, run: "run-2" };
    assert.equal(rollout.diff(outs, next).changes, true);
    await virtual.setNodeSelector("frontend", EDGE);
    const again = await rollout.updateFrom(outs, next, on(virtual));
    assert.deepEqual(virtual.selector, {});
    assert.deepEqual([again.outs.run, again.outs.readyMs], ["run-2", outs.readyMs]);
  });

  it("a service with an autoscaler begins with the fewest replicas, and the load waits until it can scale", async () => {
    const virtual = new VirtualCluster();
    const autoscale = { min: 2, max: 6, cpu: 50 };
    const services = [{ ...props.services[0]!, replicas: null, autoscale }];
    const { outs } = await rollout.create({ ...props, services, mustServe: [] }, on(virtual));
    assert.deepEqual(virtual.autoscalers.get("frontend"), { kind: "Deployment", min: 2, max: 6, cpuPct: 50 });
    assert.equal(outs.placement.length, 2);
    const blind = new VirtualCluster();
    blind.autoscalersProblem = "no metrics returned";
    await assert.rejects(rollout.create({ ...props, services, mustServe: [] }, on(blind)), {
      code: "ROLLOUT_FAILED",
      message: /the autoscaler of frontend cannot scale yet: no metrics returned/,
    });
  });

  it("the load waits until something is recommended for a service that asks for it", async () => {
    const services = [{ ...props.services[0]!, recommend: true as const }];
    const blind = new VirtualCluster();
    blind.recommend = () => ({ problem: "No pods match this VPA object" });
    await assert.rejects(rollout.create({ ...props, services }, on(blind)), {
      code: "ROLLOUT_FAILED",
      message: /nothing is recommended for frontend yet: No pods match this VPA object/,
    });
    const virtual = new VirtualCluster();
    const amounts = { cpuCores: 0.1, memoryBytes: 1 };
    const bounds = { target: amounts, lowerBound: amounts, upperBound: amounts };
    virtual.recommend = () => ({ container: "frontend", ...bounds, samples: 1, lastSampleAt: "2026-05-01T12:00:00Z" });
    const { outs } = await rollout.create({ ...props, services }, on(virtual));
    assert.deepEqual([...virtual.recommended], ["frontend"]);
    await rollout.updateFrom(outs, props, on(virtual));
    assert.equal(virtual.recommended.size, 0);
  });

  it("an autoscaler that left the plan is deleted before the load, and the replicas are the planned ones again", async () => {
    const virtual = new VirtualCluster();
    const services = [{ ...props.services[0]!, replicas: null, autoscale: { min: 1, max: 6, cpu: 50 } }];
    const { outs } = await rollout.create({ ...props, services, mustServe: [] }, on(virtual));
    const fixed = await rollout.updateFrom(outs, props, on(virtual));
    assert.equal(virtual.autoscalers.size, 0);
    assert.equal(fixed.outs.placement.length, 3);
  });

  it("the roll-out fails if a worker got no pod, because the topology would equal one without that worker", async () => {
    const lonely = new VirtualCluster({ nodes: ["server"] });
    await assert.rejects(rollout.create(props, on(lonely)), {
      code: "ROLLOUT_FAILED",
      message: /^edge-node got no pod of the workload.*kubectl -n boutique delete pods --all/,
    });
    const { outs } = await rollout.create({ ...props, mustServe: [] }, on(lonely));
    assert.deepEqual(outs.podsPerNode, { server: 3, "edge-node": 0 });
  });

  it("the roll-out drains and deletes a node that left the plan before it waits, so that no load is measured on it", async () => {
    const virtual = new VirtualCluster({ nodes: ["server", "edge-node", "former"] });
    const { outs } = await rollout.create(props, on(virtual));
    assert.deepEqual(virtual.calls, ["cordon former", "delete node former"]);
    assert.ok(outs.placement.every(({ node }) => node !== "former"));
  });

  it("the roll-out touches no node of an existing cluster, whichever the plan has", async () => {
    const virtual = new VirtualCluster({ nodes: ["server", "edge-node", "of-others"] });
    await assert.rejects(rollout.create({ ...props, keepsOtherNodes: true }, on(virtual)), { code: "ROLLOUT_FAILED" });
    assert.ok(!virtual.calls.some((call) => /node|cordon/.test(call)), virtual.calls.join());
  });

  it("the roll-out does not wait forever for pods of a node whose machine is gone", async () => {
    const virtual = new VirtualCluster({ nodes: ["server", "edge-node", "former"], dead: "former" });
    const { outs } = await rollout.create({ ...props, timeoutMs: 120_000 }, on(virtual));
    assert.equal(outs.placement.length, 3);
    assert.deepEqual(await virtual.nodes.podsOn("former"), []);
  });

  it("the roll-out sets replicas and node selectors that are no longer as planned", async () => {
    const virtual = new VirtualCluster({ replicas: 1, labels: LABELS });
    await virtual.setNodeSelector("frontend", EDGE);
    virtual.calls.length = 0;
    const services = [{ ...props.services[0]!, nodeSelector: { zone: "a" }, nodes: ["server"] }];
    const { outs } = await rollout.create({ ...props, services, mustServe: [] }, on(virtual));
    assert.deepEqual(virtual.calls, [
      "scale frontend 3",
      'select frontend {"zone":"a","node-role.kubernetes.io/edge":null}',
    ]);
    assert.deepEqual(outs.podsPerNode, { server: 3, "edge-node": 0 });
  });

  it("the roll-out fails if pods are on other nodes than the plan allows, and names them", async () => {
    const services = [{ ...props.services[0]!, nodes: ["edge-node"] }];
    await assert.rejects(rollout.create({ ...props, services }, on(new VirtualCluster())), {
      code: "ROLLOUT_FAILED",
      message: /frontend-0 is on server; the plan allows edge-node/,
    });
  });

  describe("of an application whose services are not all known before", () => {
    const others = { nodeSelector: {}, nodes: ["server", "edge-node"] };
    const own = { ...props, services: [], others, mustServe: [] };

    it("its other services are rolled out as they were installed, and are part of the placement", async () => {
      const virtual = new VirtualCluster({ replicas: 2 });
      const { outs } = await rollout.create(own, on(virtual));
      assert.deepEqual(virtual.calls, []);
      assert.deepEqual(
        outs.placement.map(({ service }) => service),
        ["frontend", "frontend"],
      );
    });

    it("a service that it does not have is reported at once, with those that it has", async () => {
      const services = [{ ...props.services[0]!, name: "frontnd" }];
      const virtual = new VirtualCluster();
      const began = virtual.clock.now();
      await assert.rejects(rollout.create({ ...own, services }, on(virtual)), {
        code: "ROLLOUT_FAILED",
        message: /The stack file names frontnd .* in the namespace boutique there are: frontend\.$/,
      });
      assert.equal(virtual.clock.now(), began);
    });

    it("node selectors of its own stay, and labels go that the plan had before", async () => {
      const virtual = new VirtualCluster({
        labels: { server: { os: "linux", zone: "a" }, "edge-node": { os: "linux" } },
      });
      await virtual.setNodeSelector("frontend", { os: "linux" });
      const pinned = { ...own, others: { nodeSelector: { zone: "a" }, nodes: ["server"] } };
      const { outs } = await rollout.create(pinned, on(virtual));
      assert.deepEqual(virtual.selector, { os: "linux", zone: "a" });
      await rollout.updateFrom(outs, own, on(virtual));
      assert.deepEqual(virtual.selector, { os: "linux" });
    });

    it("only the services that must be Ready are waited for", async () => {
      const virtual = new VirtualCluster();
      const slow: Deployment = {
        kind: "StatefulSet",
        name: "slow",
        replicas: 1,
        nodeSelector: {},
        podLabels: {},
        images: [],
        pullSecrets: [],
        containers: [],
        isRolledOut: false,
      };
      virtual.others = [slow];
      await assert.rejects(rollout.create(own, on(virtual)), { message: /slow: 0 of 1 ready/ });
      const { outs } = await rollout.create({ ...own, ready: ["frontend"] }, on(virtual));
      assert.equal(outs.placement.length, 3);
    });

    it("resources are those of the container with the service's name, and are set only where they differ", async () => {
      const resources = { requests: { cpu: "200m" } };
      const services = [{ ...props.services[0]!, resources }];
      const virtual = new VirtualCluster();
      await rollout.create({ ...own, services }, on(virtual));
      assert.deepEqual(virtual.calls, ['give frontend of frontend {"requests":{"cpu":"200m"}}']);
      virtual.calls.length = 0;
      virtual.resources = { requests: { cpu: "200m", memory: "64Mi" }, limits: undefined };
      await rollout.create({ ...own, services }, on(virtual));
      assert.deepEqual(virtual.calls, []);
    });

    it("a state of an older version, which has no other services, is no change", async () => {
      const { outs } = await rollout.create(props, on(new VirtualCluster()));
      assert.equal(rollout.diff(outs, { ...props, others: null, ready: null }).changes, false);
    });
  });

  it("the roll-out is checked again only if one of its inputs changed", async () => {
    const { outs } = await rollout.create(props, on(new VirtualCluster()));
    assert.deepEqual(rollout.diff(outs, props), { changes: false });
    assert.deepEqual(rollout.diff(outs, { ...props, timeoutMs: 1 }), { changes: false });
    for (const change of [
      { trigger: { revision: 2 } },
      { services: [] },
      { nodes: ["server"] },
      { kubeconfig: "other" },
    ])
      assert.deepEqual(rollout.diff(outs, { ...props, ...change }), { changes: true }, JSON.stringify(change));
  });
});
