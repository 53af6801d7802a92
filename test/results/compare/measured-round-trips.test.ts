import assert from "node:assert/strict";
import { callsOf } from "../../../infra/applications/boutique/calls.ts";
import { deploymentsOf } from "../../../infra/catalog/services.ts";
import { compare } from "../../../results/compare/index.ts";
import { comparisonTable } from "../../../results/report/index.ts";
import type { ClusterReport, StackOutputs } from "../../../results/schema/outputs.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";

const SERVICES = deploymentsOf("full");
const RTT_MS = 60;

type RoundTrips = ClusterReport["preflight"]["roundTrips"];

const measured = (from: string, to: string, avg: number, network: "host" | "pod" = "pod"): RoundTrips[number] => ({
  ...{ from, to, network, lossPct: 0 },
  rttMs: { min: avg, avg, max: avg },
});

interface Shape {
  stack: string;
  /** Node of the frontend; all else is on `server`. */
  entryOn?: string[];
  /** Mean latency by endpoint. */
  means: Record<string, number>;
  roundTrips?: RoundTrips;
  calls?: StackOutputs["plan"]["calls"];
}

function real({ stack, entryOn = ["server"], means, roundTrips, calls }: Shape): StackOutputs {
  const base = anOutputs({ stack, runId: stack, provenance: "measured" });
  const endpoints = Object.entries(means).map(([name, avg]) => anEndpoint({ name, latencyMs: aLatency(avg) }));
  return {
    ...base,
    plan: { ...base.plan, nodes: [{ ...base.plan.nodes[0]!, name: "server" }], calls: calls ?? callsOf(SERVICES) },
    placement: SERVICES.flatMap((service) =>
      (service === "frontend" ? entryOn : ["server"]).map((node, replica) => ({ service, replica, node })),
    ),
    cluster: {
      podsPerNode: {},
      moved: null,
      preflight: { findings: [], facts: [], roundTrips: roundTrips ?? [measured("server", "edge", RTT_MS)] },
      access: { urls: {}, portForward: {}, sshTunnel: { sh: "", powershell: "" } },
      firewall: {},
      expiresAt: null,
    },
    load: [aCell({ runId: stack, provenance: "measured", result: aResult({ endpoints }) })],
  };
}

const rowsOf = (a: StackOutputs, b: StackOutputs) =>
  Object.fromEntries(compare(a, b).levels[0]!.roundTrips.map((row) => [row.endpoint, row]));

describe("the explanation of added latency of real clusters", () => {
  const single = (means: Shape["means"]) => real({ stack: "single", means });
  const edge = (means: Shape["means"], more: Partial<Shape> = {}) =>
    real({ stack: "edge", entryOn: ["edge"], means, ...more });

  it("links of a real cluster add the calls between nodes times the measured round trip", () => {
    const rows = rowsOf(
      single({ "GET /": 10, "GET /product/:id": 12, "POST /cart/checkout": 20 }),
      edge({ "GET /": 10 + 14 * RTT_MS, "GET /product/:id": 12 + 11 * RTT_MS, "POST /cart/checkout": 20 + 9 * RTT_MS }),
    );
    // As many as the emulated storefront counts of the same pages.
    // But for the home page's look-up of a name, for which DNS is on the server.
    assert.deepEqual(rows["GET /"]!.trips, { a: 0, b: 13 + 1 });
    assert.deepEqual(rows["GET /product/:id"]!.trips, { a: 0, b: 11 });
    assert.deepEqual(rows["POST /cart/checkout"]!.trips, { a: 0, b: 8 });
    assert.equal(rows["GET /"]!.explainedMs, 14 * RTT_MS);
    assert.equal(rows["GET /"]!.ratio, 1);
    assert.equal(rows["POST /cart/checkout"]!.ratio, 9 / 8);
  });

  it("replicas on several nodes count by their mean, and round trips by both directions", () => {
    const roundTrips = [
      measured("server", "edge", 58),
      measured("edge", "server", 62),
      measured("edge", "server", 9, "host"),
    ];
    const rows = rowsOf(single({ "GET /": 10 }), edge({ "GET /": 400 }, { entryOn: ["edge", "server"], roundTrips }));
    assert.equal(rows["GET /"]!.trips.b, 14 / 2);
    assert.equal(rows["GET /"]!.explainedMs, (14 * 60) / 2);
  });

  it("the latency of all requests is explained where that of each endpoint is", () => {
    const means = { "GET /": 10, "POST /cart/checkout": 20 };
    assert.equal(rowsOf(single(means), edge(means))["*"]!.explainedMs, ((14 + 8) / 2) * RTT_MS);
    const withCart = { ...means, "GET /cart": 5 };
    assert.match(rowsOf(single(withCart), edge(withCart))["*"]!.reason!, /depends on the contents of carts/);
  });

  it("an observed difference is given in round trips where the number of calls is unknown", () => {
    const [a, b] = [single({ "GET /cart": 10 }), edge({ "GET /cart": 10 + 10.5 * RTT_MS })];
    const row = rowsOf(a, b)["GET /cart"]!;
    assert.deepEqual([row.explainedMs, row.ratio], [null, null]);
    assert.deepEqual(row.asTrips, { count: 10.5, rttMs: RTT_MS });
    assert.match(
      comparisonTable(compare(a, b), { all: true }),
      /low GET \/cart: how often frontend calls currencyservice depends .*; \+630 ms equals 10\.5 round trips of 60 ms/,
    );
  });

  it("an explanation is missing, with the reason, where round trips or calls are unknown", () => {
    const means = { "GET /": 10 };
    const lost = edge(means, { roundTrips: [{ ...measured("server", "edge", 1), rttMs: null }] });
    assert.match(rowsOf(single(means), lost)["GET /"]!.reason!, /between edge and server was not measured/);
    const { cluster: _cluster, ...cutOff } = edge(means);
    assert.match(
      rowsOf(single(means), cutOff)["GET /"]!.reason!,
      /the links between the nodes of edge were not recorded/,
    );
    const other = edge(means, { calls: [] });
    assert.match(rowsOf(single(means), other)["GET /"]!.reason!, /the calls between the services of edge are unknown/);
  });

  it("calls of cartservice to its store count where they are on two nodes", () => {
    const apart = (outputs: StackOutputs): StackOutputs => ({
      ...outputs,
      placement: outputs.placement.map((each) => (each.service === "redis-cart" ? { ...each, node: "edge" } : each)),
    });
    const means = { "GET /": 10, "GET /product/:id": 12, "POST /cart/checkout": 20 };
    const rows = rowsOf(single(means), apart(single(means)));
    assert.deepEqual(
      Object.values(means).map((_, at) => Object.values(rows).filter(({ endpoint }) => endpoint !== "*")[at]!.trips.b),
      [1, 1, 2],
    );
    const adds = callsOf(deploymentsOf("full")).filter(
      ({ endpoint, to }) => endpoint === "POST /cart" && to === "redis-cart",
    );
    assert.deepEqual(
      adds.map(({ times }) => times),
      [2, 1],
      "the item is added, and the cart is shown",
    );
  });

  it("services that a profile does not deploy are ignored", () => {
    const home = callsOf(deploymentsOf("minimal")).filter(({ endpoint }) => endpoint === "GET /");
    assert.equal(
      home.reduce((sum, { times }) => sum + times!, 0),
      12 + 1 + 1,
      "no advertisement, one look-up of a name, and one of the cart",
    );
    const product = callsOf(deploymentsOf("minimal")).filter(({ endpoint }) => endpoint === "GET /product/:id");
    assert.deepEqual(
      product.map(({ to, times }) => [to, times]),
      [
        ["productcatalogservice", 1],
        ["currencyservice", 2],
        ["cartservice", 1],
        ["redis-cart", 1],
      ],
    );
  });
});
