import assert from "node:assert/strict";
import fc from "fast-check";
import { LIST_PRICES } from "../../../infra/budget/list-prices.ts";
import { allQuotes, BILLING_CLOUDS } from "../../../infra/budget/quotes.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import { planOutput } from "../../../infra/planned.ts";
import { SIZES } from "../../../infra/catalog/sizes.ts";
import type { Price } from "../../../results/schema/prices.ts";
import { priceSchema } from "../../../results/schema/prices.ts";
import { aPlan } from "../helpers/builders.ts";
import { ADMIN, edgeKeys, nodeLists, planCluster, type RawNode } from "../topology/stacks.ts";

const stackOf = (nodes: RawNode[], prices: unknown[] = []) =>
  planCluster({
    topology: { nodes, gcp: { project: "my-project" } },
    workload: { name: "boutique" },
    access: { adminCidrs: [ADMIN] },
    budget: { prices },
  });
const azure = (name: string, more: Record<string, unknown> = {}): RawNode => ({
  ...{ name, cloud: "azure", region: "eastus" },
  ...more,
});
const server = azure("server", { role: "server" });
const priceOf = (prices: readonly Price[], kind: Price["kind"], node = "server") =>
  prices.find((price) => price.kind === kind && price.node === node);
const usd = (price: Price | undefined) => price && (price.usd === null ? null : Number(price.usd.toPrecision(6)));

describe("the prices of a planned stack", () => {
  it("a machine, its disk and its address are priced per hour, and its responses per GB", () => {
    const prices = stackPrices(stackOf([server]));
    assert.deepEqual(
      prices.map((price) => [price.kind, price.what, price.per, usd(price)]),
      [
        ["machine", "Standard_D4s_v5 in azure eastus", "hour", 0.192],
        ["disk", "disk of 64 GiB in azure eastus", "hour", Number(((64 * 0.075) / 730).toPrecision(6))],
        ["address", "public address in azure eastus", "hour", 0.005],
        ["to-users", "traffic to the internet", "GB", 0.087],
      ],
    );
    assert.ok(prices.every(({ source }) => source !== null && source.asOf !== null));
  });

  it("prices of a region or spot VM that no list has are unknown, not zero", () => {
    const far = stackPrices(stackOf([azure("server", { role: "server", region: "japaneast" })]));
    assert.deepEqual([usd(priceOf(far, "machine")), usd(priceOf(far, "disk"))], [null, null]);
    assert.equal(priceOf(far, "machine")?.source, null);
    const spot = stackPrices(stackOf([azure("server", { role: "server", spot: true })]));
    assert.equal(usd(priceOf(spot, "machine")), null);
    assert.notEqual(usd(priceOf(spot, "disk")), null);
  });

  it("the internet price of Europe and North America is not that of other continents", () => {
    const far = stackPrices(stackOf([azure("server", { role: "server", region: "eastasia" })]));
    assert.notEqual(usd(priceOf(far, "machine")), null);
    assert.equal(usd(priceOf(far, "to-users")), null);
  });

  it("configured prices replace list prices, only in their region if they name one", () => {
    const own = [
      { cloud: "azure", region: "eastus", what: "Standard_D4s_v5", usd: 0.1 },
      { cloud: "azure", region: "westeurope", what: "address", usd: 9 },
      { cloud: "azure", what: "disk", usd: 7.3 },
      { cloud: "azure", what: "transfer", usd: 0.02 },
    ];
    const prices = stackPrices(stackOf([server], own));
    assert.deepEqual(
      (["machine", "disk", "address", "to-users"] as const).map((kind) => usd(priceOf(prices, kind))),
      [0.1, 0.64, 0.005, 0.02],
    );
    assert.deepEqual(priceOf(prices, "machine")?.source?.asOf, null);
  });

  it("a disk in Azure is priced by the next size, and one in Google Cloud by its own size", () => {
    const disk = (node: RawNode) => priceOf(stackPrices(stackOf([node])), "disk")?.what;
    assert.equal(disk(azure("server", { role: "server", diskGiB: 65 })), "disk of 128 GiB in azure eastus");
    const google: RawNode = { name: "server", cloud: "gcp", role: "server", region: "us-central1", diskGiB: 65 };
    assert.equal(disk(google), "disk of 65 GiB in gcp us-central1");
  });

  it("traffic between nodes is free in one place, has the internet price between clouds, and is unknown between zones", () => {
    const near = stackPrices(stackOf([server, azure("worker")]));
    assert.deepEqual([usd(priceOf(near, "between-nodes")), usd(priceOf(near, "between-nodes", "worker"))], [0, 0]);
    const clouds = stackPrices(stackOf([server, { name: "far", cloud: "gcp", region: "europe-west1" }]));
    assert.deepEqual(
      [usd(priceOf(clouds, "between-nodes")), usd(priceOf(clouds, "between-nodes", "far"))],
      [0.087, 0.12],
    );
    const google = (name: string, zone: string, role?: "server"): RawNode => ({
      ...{ name, cloud: "gcp", region: "us-central1", zone },
      ...(role ? { role } : {}),
    });
    const zones = stackPrices(
      stackOf([google("server", "us-central1-b", "server"), google("worker", "us-central1-c")]),
    );
    assert.equal(usd(priceOf(zones, "between-nodes")), null);
    const edge: RawNode = { name: "edge", cloud: "existing", ...edgeKeys(0) };
    const others = stackPrices(stackOf([server, edge], [{ cloud: "existing", what: "as-it-is", usd: 0.03 }]));
    assert.deepEqual(
      [usd(priceOf(others, "machine", "edge")), usd(priceOf(others, "between-nodes", "edge"))],
      [0.03, null],
    );
    assert.equal(priceOf(others, "disk", "edge"), undefined);
  });

  it("prices are in the plan of the outputs, and do not change the topology's digest", () => {
    const [plain, own] = [stackOf([server]), stackOf([server], [{ cloud: "azure", what: "Standard_D4s_v5", usd: 1 }])];
    assert.equal(plain.topologyDigest, own.topologyDigest);
    assert.deepEqual(planOutput(own).prices, stackPrices(own));
    assert.equal(planOutput(aPlan()).prices, undefined, "nobody bills emulated nodes");
  });

  it("prices fit their schema and name every machine, for any topology", () => {
    fc.assert(
      fc.property(nodeLists, (nodes) => {
        const prices = stackPrices(stackOf(nodes));
        for (const price of prices) priceSchema.parse(price);
        const machines = prices.filter(({ kind }) => kind === "machine").map(({ node }) => node);
        assert.deepEqual(
          machines,
          nodes.map(({ name }) => name),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe("the table of list prices", () => {
  it("every price has a source, a date and a confidence", () => {
    for (const { cloud, region, what, quote } of allQuotes(LIST_PRICES)) {
      const name = `${cloud} ${region} ${what}`;
      assert.match(quote.source.asOf!, /^20\d\d-\d\d-\d\d$/, name);
      assert.ok(URL.canParse(quote.source.url), name);
      assert.ok(quote.source.confidence !== undefined, name);
      assert.equal(quote.source.isDoubtful === true, quote.source.confidence === "doubtful", name);
      assert.ok(quote.usd > 0, name);
    }
  });

  it("machine types are known, and have a plausible price per core", () => {
    for (const cloud of BILLING_CLOUDS)
      for (const { machines } of Object.values(LIST_PRICES[cloud]))
        for (const [size, { usd: price }] of Object.entries(machines)) {
          const known = SIZES[cloud][size];
          assert.ok(known, `${cloud} has no ${size}`);
          const perCore = price / known.cpus;
          assert.ok(perCore > 0.003 && perCore < 0.1, `${size}: ${perCore} a core`);
        }
  });

  it("each cloud has at least eight machine types, disks and addresses in at least four regions", () => {
    for (const cloud of BILLING_CLOUDS) {
      const whole = Object.values(LIST_PRICES[cloud]).filter(
        ({ machines, diskGiBMonth, addressHour }) => Object.keys(machines).length >= 8 && diskGiBMonth && addressHour,
      );
      assert.ok(whole.length >= 4, `${cloud}: ${whole.length}`);
    }
  });
});
