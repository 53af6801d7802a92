import assert from "node:assert/strict";
import type { NodeStatus } from "../../../../infra/hosts/local/control.ts";
import {
  Counters,
  sampleOf,
  type NodeScrape,
  type ReplicaScrape,
} from "../../../../infra/observability/local/sample.ts";
import type { ReplicaMetrics } from "../../../../infra/observability/local/replica-metrics.ts";
import { aSource } from "../../helpers/builders.ts";

const metrics: ReplicaMetrics = {
  cpuSeconds: 1,
  memoryBytes: 100,
  ...{ receivedBytes: 60, sentBytes: 70, remoteReceivedBytes: 10, remoteSentBytes: 20 },
  ...{ outsideReceivedBytes: 30, outsideSentBytes: 40 },
};
const replica = (service: string, number: number, node: string, of: Partial<ReplicaScrape> = {}): ReplicaScrape => ({
  key: `${service}/${number}`,
  service,
  node,
  restarts: 0,
  metrics,
  ...of,
});
const status = (name: string, cpuSeconds = 5): NodeStatus => ({
  name,
  cpuSeconds,
  memoryBytes: 1000,
  throttledSeconds: null,
  quota: { cpu: true, memory: true, note: "" },
  replicas: [],
});
const node = (name: string, replicas: ReplicaScrape[], of: Partial<NodeScrape> = {}): NodeScrape => ({
  name,
  status: status(name),
  replicas,
  ...of,
});
const source = aSource({ services: [{ name: "frontend", nodes: ["server", "edge"] }], links: ["server--edge"] });

describe("a sample of one scrape", () => {
  it("adds a service's replicas up over nodes", () => {
    const looks = [
      node("server", [replica("frontend", 0, "server")]),
      node("edge", [replica("frontend", 1, "edge", { restarts: 2 })]),
    ];
    const { services } = sampleOf(source, looks, [], new Counters());
    assert.deepEqual(services, [
      {
        name: "frontend",
        cpuSeconds: 2,
        memoryBytes: 200,
        networkInBytes: 120,
        networkOutBytes: 140,
        crossNodeBytes: 60,
        restarts: 2,
      },
    ]);
  });

  it("counts as a node's network only what enters and leaves it", () => {
    const { nodes } = sampleOf(source, [node("server", [replica("frontend", 0, "server")])], [], new Counters());
    assert.deepEqual([nodes[0]?.networkInBytes, nodes[0]?.networkOutBytes, nodes[0]?.crossNodeBytes], [40, 60, 30]);
  });

  it("knows no sum of which a part is missing", () => {
    const looks = [
      node("server", [replica("frontend", 0, "server"), replica("frontend", 1, "server", { metrics: null })]),
    ];
    const { services, nodes } = sampleOf(source, looks, [], new Counters());
    assert.equal(services[0]?.cpuSeconds, null);
    assert.equal(nodes[0]?.networkInBytes, null);
    assert.equal(nodes[0]?.cpuSeconds, 5);
  });

  it("has null for a node that did not answer, and 0 network for one that runs nothing", () => {
    const looks = [node("server", [], { status: null }), node("edge", [])];
    const { nodes } = sampleOf(source, looks, [], new Counters());
    assert.deepEqual([nodes[0]?.cpuSeconds, nodes[0]?.networkInBytes], [null, null]);
    assert.deepEqual([nodes[1]?.cpuSeconds, nodes[1]?.networkInBytes], [5, 0]);
  });

  it("measures the links' bytes both ways, 0 where there is no link, null where one did not answer", () => {
    const bytes = { "server>edge": 3, "edge>server": 4 };
    const link = { name: "server--edge", status: { name: "server--edge", bytes } };
    assert.equal(sampleOf(source, [], [link], new Counters()).crossNodeBytes, 7);
    assert.equal(sampleOf(source, [], [], new Counters()).crossNodeBytes, 0);
    assert.equal(sampleOf(source, [], [{ ...link, status: null }], new Counters()).crossNodeBytes, null);
  });

  it("goes on counting where a restarted replica begins anew", () => {
    const counters = new Counters();
    const at = (cpuSeconds: number) => [
      node("server", [replica("frontend", 0, "server", { metrics: { ...metrics, cpuSeconds } })]),
    ];
    sampleOf(source, at(8), [], counters);
    assert.equal(sampleOf(source, at(1), [], counters).services[0]?.cpuSeconds, 9);
  });
});
