import assert from "node:assert/strict";
import fc from "fast-check";
import { EndpointNames, shortened } from "../../../loadgen/measure/endpoint-names.ts";
import { OTHER_ENDPOINTS } from "../../../loadgen/schema/request.ts";
import type { Scenario } from "../../../loadgen/scenario/scenario.ts";
import { virtualRun } from "../helpers/virtual-run.ts";

describe("names of endpoints", () => {
  it("the first names are kept and all others are one, in any order and however often", () => {
    const name = fc.integer({ min: 0, max: 30 }).map((number) => `GET /${number}`);
    fc.assert(
      fc.property(fc.array(name), fc.integer({ min: 1, max: 20 }), (seen, limit) => {
        const names = new EndpointNames(limit);
        const kept = new Set([...new Set(seen)].slice(0, limit));
        assert.deepEqual(
          seen.map((each) => names.of(each)),
          seen.map((each) => (kept.has(each) ? each : OTHER_ENDPOINTS)),
        );
      }),
    );
  });

  it("a worker's names that count together stay together, and take no place of their own", () => {
    const names = new EndpointNames(1);
    assert.deepEqual(
      [OTHER_ENDPOINTS, "GET /", "GET /x"].map((each) => names.of(each)),
      [OTHER_ENDPOINTS, "GET /", OTHER_ENDPOINTS],
    );
  });

  it("long names and messages are cut to 500 characters", () => {
    assert.equal(shortened("x".repeat(500)), "x".repeat(500));
    assert.equal(shortened("x".repeat(501)), `${"x".repeat(499)}…`);
  });

  it("a load of any number of names, and of names of any length, reports at most the limit and counts every request", async () => {
    let number = 0;
    const scenario: Scenario = {
      name: "cardinality",
      thinkTime: { kind: "none" },
      state: () => undefined,
      tasks: [
        { name: "new", weight: 1, run: async (user) => void (await user.get(`/${"x".repeat(1000)}${number++}`)) },
      ],
    };
    const short: Scenario = {
      ...scenario,
      tasks: [{ name: "new", weight: 1, run: async (user) => void (await user.get(`/${number++}`)) }],
    };
    for (const [each, limit, expected] of [
      [scenario, 7, 1],
      [short, 7, 8],
      [short, 1, 2],
    ] as const) {
      const { clock, seconds, transport } = virtualRun({
        scenario: each,
        spec: { durationMs: 10_000, maxEndpoints: limit },
      });
      await clock.advanceTo(15_000_000);
      const counts = seconds.flatMap((second) => second.counts);
      const names = new Set(
        [...counts, ...seconds.flatMap(({ histograms }) => histograms)].map(({ endpoint }) => endpoint),
      );
      assert.equal(names.size, expected);
      assert.ok(transport.requests.length > 100);
      assert.equal(
        counts.reduce((sum, { ok }) => sum + ok, 0),
        transport.requests.length,
      );
    }
  });
});
