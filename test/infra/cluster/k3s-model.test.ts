import assert from "node:assert/strict";
import fc from "fast-check";
import { k3sModel, type NodeAddress, preflightPorts, scrapeAddress } from "../../../infra/cluster/k3s-model.ts";
import { clusterProblems } from "../../../infra/k3s/validation.ts";
import { agentConfig, serverConfig } from "../../../infra/k3s/config-files.ts";
import { edgeKeys, planCluster, stacks } from "../topology/stacks.ts";
import type { Plan } from "../../../infra/topology/plan.ts";

const addressesOf = ({ nodes }: Plan): Record<string, NodeAddress> =>
  Object.fromEntries(
    nodes.map(({ name }, i) => [name, { publicIp: `198.51.100.${i + 1}`, privateIp: `10.64.0.${i + 4}` }]),
  );

describe("k3sModel", () => {
  const plan = planCluster({
    topology: {
      nodes: [
        { name: "server", cloud: "azure", role: "server" },
        {
          name: "edge-node",
          cloud: "existing",
          ...edgeKeys(3),
          labels: { "node-role.kubernetes.io/edge": "true", "bench.example/zone": "home" },
          taints: ["dedicated=edge:NoSchedule"],
        },
      ],
      k3s: { installerSha256: "a".repeat(64), artifactUrl: "https://mirror.example/k3s" },
    },
    workload: { name: "boutique" },
    access: { adminCidrs: ["203.0.113.7/32"] },
  });
  const model = k3sModel(plan, addressesOf(plan));

  it("a K3s node never sets its own role label, because its kubelet would not start", () => {
    assert.deepEqual(model.nodes[1]!.labels, { "bench.example/zone": "home" });
    assert.deepEqual(plan.kubernetes.roleLabels, [
      { node: "edge-node", labels: { "node-role.kubernetes.io/edge": "true" } },
    ]);
  });

  it("a K3s node gets its taints at registration, because they only take effect there", () => {
    assert.deepEqual(model.nodes[1]!.taints, ["dedicated=edge:NoSchedule"]);
  });

  it("K3s comes from a registry mirror and is checked by an installer digest only where they are configured", () => {
    const { source } = model;
    assert.ok(source.kind === "download");
    assert.equal(source.artifactUrl, "https://mirror.example/k3s");
    assert.equal(source.installerSha256, "a".repeat(64));
    assert.match(source.installerUrl, /v1\.35\.5%2Bk3s1\/install\.sh$/);
  });

  it("a cloud machine counts as behind a NAT, and an existing machine only if the stack file says so", () => {
    assert.deepEqual(
      model.nodes.map(({ isBehindNat }) => isBehindNat),
      [true, false],
    );
  });

  it("the K3s model of any topology is a cluster that the K3s scripts accept", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const any = planCluster(stack);
        const cluster = k3sModel(any, addressesOf(any));
        assert.deepEqual(clusterProblems(cluster), []);
        for (const node of cluster.nodes) {
          const text = node.role === "server" ? serverConfig(cluster, node) : agentConfig(cluster, node);
          assert.doesNotMatch(text, /node-role\.kubernetes\.io/);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("scrapeAddress and preflightPorts", () => {
  it("Prometheus scrapes a node at its private address in the same network and at its public one elsewhere, for any topology", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const plan = planCluster(stack);
        const cluster = k3sModel(plan, addressesOf(plan));
        const server = plan.nodes.find(({ role }) => role === "server")!;
        for (const [i, node] of plan.nodes.entries()) {
          const near = node.site === server.site;
          const { publicIp, nodeIp } = cluster.nodes[i]!;
          assert.equal(scrapeAddress(plan.kubernetes, cluster.nodes[i]!), near ? nodeIp : publicIp);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("the pre-flight asks for the entry from here, at the public address of each node that may run it", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const plan = planCluster(stack);
        const addresses = addressesOf(plan);
        const asked = preflightPorts(plan.kubernetes, k3sModel(plan, addresses)).filter(({ isStandIn }) => isStandIn);
        const { nodes, nodePort } = plan.kubernetes.entry;
        assert.deepEqual(
          asked.map(({ from, to, address, port }) => [from, to, address, port]),
          nodes.map((name) => ["here", name, addresses[name]!.publicIp, nodePort]),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("the pre-flight checks each scraped port from the node that will scrape it", () => {
    fc.assert(
      fc.property(stacks, (stack) => {
        const plan = planCluster(stack);
        const cluster = k3sModel(plan, addressesOf(plan));
        const asked = preflightPorts(plan.kubernetes, cluster).filter(
          ({ port, answers }) => port === 10_250 && answers,
        );
        assert.deepEqual(
          asked.map(({ from, to }) => [from, to]),
          plan.nodes.filter(({ role }) => role === "agent").map(({ name }) => [plan.kubernetes.scraper, name]),
        );
      }),
      { numRuns: 100 },
    );
  });
});
