import assert from "node:assert/strict";
import { eventsOf } from "../../../../infra/observability/prometheus/events.ts";
import { queryNamed } from "../../../../infra/observability/prometheus/queries.ts";
import type { QueryResults } from "../../../../infra/observability/prometheus/readings.ts";

const NOON = Date.parse("2026-05-01T12:00:00Z");
const window = { from: NOON, to: NOON + 60_000 };
const POD = "frontend-55fd497488-59vpc";

function results(all: Record<string, { labels: Record<string, string>; values: number[] }>): QueryResults {
  return new Map(
    Object.entries(all).map(([name, { labels, values }]) => {
      const points = values.map((value, i) => ({ at: NOON + i * 5_000, value }));
      return [name, { query: queryNamed(name), series: [{ labels, points }], readings: [] }] as const;
    }),
  );
}
const RESTARTED = results({
  pod_restarts: { labels: { pod: POD }, values: [0, 0, 1] },
  pod_oom_kills: { labels: { pod: POD }, values: [0, 0, 1] },
  pod_cpu: { labels: { pod: POD, node: "worker" }, values: [1, 1, 1] },
  node_ready: { labels: { instance: "worker" }, values: [1, 0, 0] },
});

describe("eventsOf", () => {
  it("a restart is an event at the first scrape that shows it, with its reason and the node of its pod", () => {
    const [found] = eventsOf({ events: [], hasNodes: true }, RESTARTED, window, ["frontend"]);
    const { at, kind, service, pod, node } = found!;
    assert.deepEqual(
      [at, kind, service, pod, node],
      ["2026-05-01T12:00:10.000Z", "oom-kill", "frontend", POD, "worker"],
    );
  });

  it("without access to the cluster's API, a node that is not Ready is seen once, from Prometheus", () => {
    const found = eventsOf(null, RESTARTED, window, []);
    assert.deepEqual(
      found.map(({ at, kind }) => [at.slice(11, 19), kind]),
      [
        ["12:00:05", "node-not-ready"],
        ["12:00:10", "oom-kill"],
      ],
    );
  });
});
