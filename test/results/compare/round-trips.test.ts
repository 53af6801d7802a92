import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import {
  aCell,
  aLatency,
  aMetrics,
  aResult,
  aWanOutputs,
  anEndpoint,
  anEndpointWithTrips,
  anOutputs,
} from "../../helpers/builders.ts";

const PRODUCT = "GET /product/:id";

function row(before: number, after: number, trips: number, delay = 30) {
  const a = anOutputs({ load: [aCell({ result: aResult({ endpoints: [anEndpointWithTrips(PRODUCT, before, 0)] }) })] });
  const endpoints = [anEndpointWithTrips(PRODUCT, after, trips)];
  const wan = aWanOutputs({ load: [aCell({ runId: "run-b", result: aResult({ endpoints }) })] });
  const link = { ...wan.plan.links[0]!, oneWayDelayMs: delay };
  const b = { ...wan, plan: { ...wan.plan, links: [link] } };
  return compare(a, b).levels[0]?.roundTrips.find(({ endpoint }) => endpoint === PRODUCT);
}

describe("the explanation of added latency", () => {
  it("links add the mean number of round trips times twice the one-way delay", () => {
    const positive = fc.double({ min: 0.1, max: 1000, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, positive, (before, after, trips, delay) => {
        const found = row(before, after, trips, delay);
        assert.ok(found);
        // Weighted means round in the last place.
        assert.ok(Math.abs(found.observedMs! - (after - before)) <= 1e-12 * (after + before));
        assert.ok(Math.abs(found.explainedMs! - trips * 2 * delay) <= 1e-9 * found.explainedMs!);
        assert.equal(found.ratio, found.observedMs! / found.explainedMs!);
      }),
    );
  });

  it("the ratio is 1 where links explain the whole difference", () => {
    assert.equal(row(10, 10 + 5 * 60, 5)?.ratio, 1);
  });

  it("repeats are weighted by their responses", () => {
    const result = (trips: number, responses: number) =>
      aResult({ endpoints: [anEndpointWithTrips(PRODUCT, 100, trips, responses)] });
    const load = [
      aCell({ runId: "run-b", repeat: 1, result: result(1, 300) }),
      aCell({ runId: "run-b", repeat: 2, result: result(5, 100) }),
    ];
    const rows = compare(anOutputs(), aWanOutputs({ load })).levels[0]?.roundTrips;
    assert.equal(rows?.find(({ endpoint }) => endpoint === PRODUCT)?.trips.b, 2);
  });

  it("stacks without links have no ratio", () => {
    const rows = compare(anOutputs(), anOutputs({ runId: "run-b" })).levels[0]?.roundTrips;
    assert.ok(rows?.every(({ ratio, explainedMs }) => ratio === null && explainedMs === 0));
  });

  it("an explanation is missing, with the reason, where responses did not report round trips", () => {
    const load = [aCell({ runId: "run-b", result: aResult({ endpoints: [anEndpoint({ name: PRODUCT })] }) })];
    const rows = compare(anOutputs(), aWanOutputs({ load })).levels[0]?.roundTrips;
    const found = rows?.find(({ endpoint }) => endpoint === PRODUCT);
    assert.deepEqual([found?.explainedMs, found?.ratio], [null, null]);
    assert.match(found?.reason ?? "", /no response of local-wan reported its round trips/);
  });

  describe("of programs that report no round trips", () => {
    const link = (total: number | null, between: [string, string] = ["node-1", "node-2"]) => ({
      between,
      roundTrips: { total, perS: total },
    });
    const rowsOf = (endpoints: string[], links: ReturnType<typeof link>[], delays = [30]) => {
      const result = (avg: number) =>
        aResult({
          overall: { ...anEndpoint({ name: "*" }), requests: 500, ok: 500, latencyMs: aLatency(avg) },
          endpoints: endpoints.map((name) => anEndpoint({ name, latencyMs: aLatency(avg) })),
        });
      const a = anOutputs({ load: [aCell({ result: result(10) })] });
      const cell = aCell({ runId: "run-b", result: result(200), metrics: aMetrics({ links }) });
      const wan = aWanOutputs({ load: [cell] });
      const planned = delays.map((oneWayDelayMs, i) => ({
        ...wan.plan.links[0]!,
        between: links[i]!.between,
        oneWayDelayMs,
      }));
      return compare(a, { ...wan, plan: { ...wan.plan, links: planned } }).levels[0]!.roundTrips;
    };

    it("the round trips that the links counted are divided by the requests", () => {
      const [all, one] = rowsOf([PRODUCT], [link(1500)]);
      for (const found of [all, one]) {
        assert.deepEqual([found?.trips.b, found?.explainedMs], [3, 180]);
        assert.ok(Math.abs(found!.ratio! - 190 / 180) < 1e-9);
      }
    });

    it("each link adds its own delay", () => {
      const links = [link(500), link(1000, ["node-1", "node-3"])];
      assert.equal(rowsOf([PRODUCT], links, [30, 5])[0]?.explainedMs, 60 + 20);
    });

    it("links do not tell endpoints apart: only all requests together are explained", () => {
      const [all, ...others] = rowsOf([PRODUCT, "GET /cart"], [link(1500)]);
      assert.equal(all?.explainedMs, 180);
      for (const found of others) assert.match(found.reason ?? "", /no response of local-wan reported/);
    });

    it("more round trips than the latency has room for explain nothing: calls were made at once", () => {
      const [all] = rowsOf([PRODUCT], [link(5000)]);
      assert.deepEqual([all?.trips.b, all?.explainedMs, all?.ratio], [10, null, null]);
      assert.match(all?.reason ?? "", /requests make calls at once/);
      assert.equal(rowsOf([PRODUCT], [link(1700)])[0]?.explainedMs, 204);
    });

    it("calls that the stack file lists tell endpoints apart", () => {
      const a = anOutputs({ load: [aCell({ result: aResult({ endpoints: [anEndpoint({ name: PRODUCT })] }) })] });
      const endpoints = [anEndpoint({ name: PRODUCT }), anEndpoint({ name: "GET /cart" })];
      const wan = aWanOutputs({ load: [aCell({ runId: "run-b", result: aResult({ endpoints }) })] });
      const calls = [{ endpoint: PRODUCT, from: "frontend", to: "cart", times: 2 }];
      const rows = compare(a, { ...wan, plan: { ...wan.plan, calls } }).levels[0]!.roundTrips;
      const found = (name: string) => rows.find(({ endpoint }) => endpoint === name);
      assert.deepEqual([found(PRODUCT)?.trips.b, found(PRODUCT)?.explainedMs], [2, 120]);
      assert.match(found("GET /cart")?.reason ?? "", /the calls between the services of local-wan are unknown/);
    });

    it("without the count of a link there is no explanation", () => {
      assert.match(rowsOf([PRODUCT], [link(null)])[0]?.reason ?? "", /no response of local-wan reported/);
    });
  });

  it("an explanation is missing where links have different delays", () => {
    const wan = aWanOutputs();
    const links = [
      wan.plan.links[0]!,
      { ...wan.plan.links[0]!, between: ["node-1", "node-3"] as [string, string], oneWayDelayMs: 5 },
    ];
    const rows = compare(anOutputs(), { ...wan, plan: { ...wan.plan, links } }).levels[0]?.roundTrips;
    assert.match(rows?.[0]?.reason ?? "", /different delays/);
  });
});
