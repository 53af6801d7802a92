import assert from "node:assert/strict";
import fc from "fast-check";
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
  isRunning: true,
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

describe("sampleOf", () => {
  it("a service's sample is the sum of its replicas over all nodes", () => {
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
        replicas: 2,
      },
    ]);
  });

  it("replicas are those that run, and unknown if a node did not answer", () => {
    const two = [replica("frontend", 0, "server"), replica("frontend", 1, "server", { isRunning: false })];
    const countOf = (...nodes: NodeScrape[]) => sampleOf(source, nodes, [], new Counters()).services[0]?.replicas;
    assert.equal(countOf(node("server", two)), 1);
    assert.equal(countOf(node("server", two), node("edge", [], { status: null })), null);
  });

  it("a node's network traffic is only what enters and leaves the node", () => {
    const { nodes } = sampleOf(source, [node("server", [replica("frontend", 0, "server")])], [], new Counters());
    assert.deepEqual([nodes[0]?.networkInBytes, nodes[0]?.networkOutBytes, nodes[0]?.crossNodeBytes], [40, 60, 30]);
  });

  it("a sum with a missing part is null", () => {
    const looks = [
      node("server", [replica("frontend", 0, "server"), replica("frontend", 1, "server", { metrics: null })]),
    ];
    const { services, nodes } = sampleOf(source, looks, [], new Counters());
    assert.equal(services[0]?.cpuSeconds, null);
    assert.equal(nodes[0]?.networkInBytes, null);
    assert.equal(nodes[0]?.cpuSeconds, 5);
  });

  it("a node that did not answer is null, and a node without replicas has network traffic of 0", () => {
    const looks = [node("server", [], { status: null }), node("edge", [])];
    const { nodes } = sampleOf(source, looks, [], new Counters());
    assert.deepEqual([nodes[0]?.cpuSeconds, nodes[0]?.networkInBytes], [null, null]);
    assert.deepEqual([nodes[1]?.cpuSeconds, nodes[1]?.networkInBytes], [5, 0]);
  });

  it("link bytes count both directions, are 0 without links, and null if a link did not answer", () => {
    const bytes = { "server>edge": 3, "edge>server": 4 };
    const between: [string, string] = ["server", "edge"];
    const link = { name: "server--edge", status: { name: "server--edge", between, bytes, forwards: [] } };
    assert.equal(sampleOf(source, [], [link], new Counters()).crossNodeBytes, 7);
    assert.equal(sampleOf(source, [], [], new Counters()).crossNodeBytes, 0);
    assert.equal(sampleOf(source, [], [{ ...link, status: null }], new Counters()).crossNodeBytes, null);
  });

  it("counters continue if a restarted replica starts at 0 again", () => {
    const counters = new Counters();
    const at = (cpuSeconds: number) => [
      node("server", [replica("frontend", 0, "server", { metrics: { ...metrics, cpuSeconds } })]),
    ];
    sampleOf(source, at(8), [], counters);
    assert.equal(sampleOf(source, at(1), [], counters).services[0]?.cpuSeconds, 9);
  });
});

describe("Counters", () => {
  it("a counter continues if a restarted process starts at 0 again", () => {
    const counters = new Counters();
    assert.deepEqual(
      [5, 9, 2, 2, 6].map((raw) => counters.add("a", raw)),
      [5, 9, 11, 11, 15],
    );
  });

  it("counters with different keys are independent", () => {
    const counters = new Counters();
    counters.add("a", 5);
    assert.equal(counters.add("b", 3), 3);
  });

  it("a counter is the sum over all lives of a process", () => {
    // Each life is scraped at 0 and has counted something at its end, so that every restart is visible.
    const life = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 5 }), (lives) => {
        const counters = new Counters();
        let shown = 0;
        for (const increases of lives) {
          let raw = 0;
          for (const increase of [0, ...increases]) shown = counters.add("a", (raw += increase));
        }
        assert.equal(
          shown,
          lives.flat().reduce((sum, increase) => sum + increase, 0),
        );
      }),
    );
  });
});
