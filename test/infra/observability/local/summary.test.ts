import assert from "node:assert/strict";
import type { Collected } from "../../../../infra/observability/local/collector.ts";
import type { TimedSample } from "../../../../infra/observability/window.ts";
import { summarise } from "../../../../infra/observability/local/summary.ts";
import { metricsSchema } from "../../../../results/schema/outputs.ts";
import { aSource } from "../../helpers/builders.ts";

const usage = (name: string, second: number) => ({
  name,
  cpuSeconds: second * 0.25,
  memoryBytes: 2 ** 19,
  networkInBytes: second * 100,
  networkOutBytes: second * 200,
  crossNodeBytes: 0,
  restarts: second >= 2 ? 1 : 0,
});
const sample = (second: number): TimedSample => ({
  at: second * 1000,
  services: [usage("frontend", second)],
  nodes: [usage("server", second)],
  crossNodeBytes: 0,
});
const collected = (samples: TimedSample[], of: Partial<Collected> = {}): Collected => ({
  samples,
  failed: 0,
  down: [],
  lastProblem: null,
  ...of,
});

describe("summarise", () => {
  const window = { from: 1000, to: 3000 };
  const summary = summarise(aSource(), collected([0, 1, 2, 3, 4].map(sample)), window);

  it("the summary fits the schema of the stack outputs", () => {
    assert.deepEqual(metricsSchema.parse(summary), summary);
  });

  it("usage is in cores and bytes, and in percent of the nodes' quota", () => {
    const [node] = summary.nodes;
    assert.deepEqual(node?.cpuCores, { avg: 0.25, max: 0.25 });
    assert.deepEqual(node?.cpuPct, { avg: 50, max: 50 });
    assert.deepEqual(node?.memoryPct, { avg: 50, max: 50 });
    assert.deepEqual(node?.networkInBytes, { total: 200, perS: 100 });
    assert.equal(node?.restarts, 1);
    assert.deepEqual(summary.services[0]?.nodes, ["server"]);
  });

  it("a restart is an event at the first scrape that counts it, up to the end of the measured part", () => {
    assert.deepEqual(summary.events, [
      {
        at: "1970-01-01T00:00:02.000Z",
        kind: "restart",
        ...{ service: "frontend", pod: null, node: "server" },
        what: "a replica was restarted",
        count: 1,
      },
    ]);
    const samples = [0, 1, 2, 3, 4].map(sample);
    assert.deepEqual(summarise(aSource(), collected(samples), { from: 0, to: 1000 }).events, []);
  });

  it("the cross-node traffic of a single node is 0", () => {
    assert.deepEqual(summary.crossNodeBytes, { total: 0, perS: 0 });
    assert.deepEqual(summary.nodes[0]?.crossNodeBytes, { total: 0, perS: 0 });
  });

  it("values without scrapes are null with the last problem, never 0", () => {
    const { nodes, failedScrapes } = summarise(aSource(), collected([], { failed: 3, lastProblem: "refused" }), window);
    assert.deepEqual(nodes[0]?.cpuCores, { avg: null, max: null, reason: "refused" });
    assert.deepEqual(nodes[0]?.networkInBytes, { total: null, perS: null, reason: "refused" });
    assert.equal(nodes[0]?.restarts, null);
    assert.equal(failedScrapes, 3);
  });

  it("values of a service that no scrape saw are null", () => {
    const source = aSource({ services: [{ name: "cart", nodes: ["server"] }] });
    const { services } = summarise(source, collected([0, 1, 2, 3, 4].map(sample)), window);
    assert.equal(services[0]?.cpuCores.avg, null);
    assert.ok(services[0]?.cpuCores.reason);
  });
});
