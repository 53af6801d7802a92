import assert from "node:assert/strict";
import { topologyGraph, topologyText } from "../../../../../results/report/html/topology/graph.ts";
import { aWanOutputs, anOutputs } from "../../../../helpers/builders.ts";

describe("the graph of a topology", () => {
  it("nodes have their services, with replicas on one node counted, and emulated links their delay", () => {
    const outputs = aWanOutputs();
    const placement = [...outputs.placement, { service: "cart", replica: 1, node: "node-1" }];
    const graph = topologyGraph({ ...outputs, placement })!;
    assert.deepEqual(
      graph.nodes.map(({ services }) => services),
      [[{ name: "cart", replicas: 2, isEntry: false }], [{ name: "frontend", replicas: 1, isEntry: true }]],
    );
    assert.deepEqual(graph.links, [{ between: [0, 1], label: "30 ms one way" }]);
    assert.equal(
      topologyText(graph),
      "node-1 (server, 2 CPUs): cart × 2. node-2 (agent, 2 CPUs): frontend. node-1 – node-2: 30 ms one way",
    );
  });

  it("links of real clusters have the measured round trip between pods", () => {
    const { plan, ...outputs } = aWanOutputs();
    const roundTrips = [
      { from: "node-2", to: "node-1", network: "pod" as const, rttMs: { min: 60, avg: 61, max: 70 }, lossPct: 0 },
      { from: "node-1", to: "node-2", network: "host" as const, rttMs: { min: 50, avg: 51, max: 60 }, lossPct: 0 },
    ];
    const cluster = {
      podsPerNode: {},
      moved: null,
      preflight: { facts: [], findings: [], roundTrips },
      access: { urls: {}, portForward: {}, sshTunnel: { sh: "", powershell: "" } },
      firewall: {},
      expiresAt: null,
    };
    const nodes = plan.nodes.map((node) => ({ ...node, cloud: "azure", region: "westeurope" }));
    const graph = topologyGraph({ ...outputs, cluster, plan: { ...plan, nodes, links: [] } })!;
    assert.deepEqual(graph.links, [{ between: [0, 1], label: "61 ms round trip" }]);
    assert.equal(graph.nodes[0]!.description, "server, azure westeurope, 2 CPUs");
  });

  it("a run without recorded nodes has no drawing", () => {
    assert.equal(topologyGraph(anOutputs({ nodes: [] })), null);
    assert.equal(topologyGraph(null), null);
  });
});
