import assert from "node:assert/strict";
import { queryNamed } from "../../../../infra/observability/prometheus/queries.ts";
import type { QueryResult, QueryResults } from "../../../../infra/observability/prometheus/readings.ts";
import { oomKillsOf, restartsOf } from "../../../../infra/observability/prometheus/restarts.ts";

const STEP_MS = 5_000;

/** Values of one pod at each step from `start` on. */
const values = (pod: string, list: number[], start = 0) => ({
  labels: { pod },
  points: list.map((value, i) => ({ at: start + i * STEP_MS, value })),
});

function results(restarts: ReturnType<typeof values>[], oom: ReturnType<typeof values>[] = []): QueryResults {
  const of = (name: string, series: typeof restarts): [string, QueryResult] => [
    name,
    { query: queryNamed(name), series, readings: [] },
  ];
  return new Map([of("pod_restarts", restarts), of("pod_oom_kills", oom)]);
}

describe("restartsOf", () => {
  it("each increase of the count is a restart, and what was before the series is none", () => {
    assert.deepEqual(restartsOf(results([values("cart-a", [3, 3, 4, 6])])), [
      { at: 10_000, pod: "cart-a", times: 1, isOomKill: false },
      { at: 15_000, pod: "cart-a", times: 2, isOomKill: false },
    ]);
  });

  it("a pod that was created meanwhile counts from 0", () => {
    const found = restartsOf(results([values("cart-a", [0, 0, 0]), values("cart-b", [1, 1], 5_000)]));
    assert.deepEqual(found, [{ at: 5_000, pod: "cart-b", times: 1, isOomKill: false }]);
  });

  it("a restart is an OOM kill if memory is the reason of the last end at that time", () => {
    const all = results([values("cart-a", [0, 1, 2])], [values("cart-a", [0, 0, 1])]);
    assert.deepEqual(
      restartsOf(all).map(({ isOomKill }) => isOomKill),
      [false, true],
    );
  });
});

describe("oomKillsOf", () => {
  const all = results([values("cart-a", [0, 1, 1, 2])], [values("cart-a", [0, 1, 1, 1])]);

  it("the OOM kills of a service are those of its pods within the window", () => {
    const isCart = ({ pod }: Record<string, string>) => pod === "cart-a";
    assert.equal(oomKillsOf(all, isCart, { from: 0, to: 15_000 }), 2);
    assert.equal(oomKillsOf(all, isCart, { from: 6_000, to: 15_000 }), 1);
  });

  it("without a series of reasons, OOM kills are unknown", () => {
    assert.equal(
      oomKillsOf(results([values("cart-a", [0])]), () => true, { from: 0, to: 1 }),
      null,
    );
  });
});
