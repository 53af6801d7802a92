import assert from "node:assert/strict";
import fc from "fast-check";
import { ownPriceProblems } from "../../../infra/budget/own-prices.ts";
import { stackPrices } from "../../../infra/budget/stack-prices.ts";
import type { OwnPrices } from "../../../infra/topology/plan.ts";
import { problemText } from "../../../infra/config/problems.ts";
import { aPlan } from "../helpers/builders.ts";
import { ADMIN, edgeKeys, planCluster, type RawNode } from "../topology/stacks.ts";

const NODES: RawNode[] = [
  { name: "server", cloud: "azure", role: "server", region: "eastus" },
  { name: "worker", cloud: "gcp", region: "us-central1" },
  { name: "edge", cloud: "existing", ...edgeKeys(0) },
];

const planWith = (prices: OwnPrices, nodes = NODES) =>
  planCluster({
    topology: { nodes, gcp: { project: "my-project" } },
    workload: { name: "boutique" },
    access: { adminCidrs: [ADMIN] },
    budget: { prices },
  });

describe("prices of the user's own", () => {
  it("that nothing in the stack has are problems with their place and the nearest name", () => {
    const plan = planWith(
      [
        { cloud: "azure", what: "Standard_D4_v5", usd: 1 },
        { cloud: "azure", region: "eastus2", what: "disk", usd: 1 },
        { cloud: "gcp", region: "us-central1", what: "discs", usd: 1 },
        { cloud: "existing", region: "home", what: "transfer", usd: 1 },
        { cloud: "gcp", what: "address", usd: 1 },
      ],
      NODES,
    );
    assert.deepEqual(
      ownPriceProblems(plan).map(({ path, found, nearest }) => [path, found, nearest]),
      [
        ["budget.prices[0].what", '"Standard_D4_v5"', "Standard_D4s_v5"],
        ["budget.prices[1].region", '"eastus2"', "eastus"],
        ["budget.prices[2].what", '"discs"', "disk"],
        ["budget.prices[3].region", '"home"', undefined],
      ],
    );
    assert.match(
      problemText(ownPriceProblems(plan)[0]!),
      /the stack has no such item there; it has Standard_D4s_v5, disk, address, transfer/,
    );
    const [noCloud] = ownPriceProblems(planWith([{ cloud: "gcp", what: "disk", usd: 1 }], NODES.slice(0, 1)));
    assert.deepEqual(
      [noCloud!.path, noCloud!.message],
      ["budget.prices[0].cloud", "no machine of the stack is of this kind"],
    );
    assert.deepEqual(ownPriceProblems(aPlan()), []);
  });

  it("are problems if, and only if, no price of the stack changes by them", () => {
    const price = fc.record(
      {
        cloud: fc.constantFrom("azure" as const, "gcp" as const, "existing" as const),
        region: fc.constantFrom("eastus", "us-central1", "westeurope"),
        what: fc.constantFrom("Standard_D4s_v5", "e2-standard-4", "as-it-is", "disk", "address", "disc"),
        usd: fc.constant(777),
      },
      { requiredKeys: ["cloud", "what", "usd"], noNullPrototype: true },
    );
    const priced = JSON.stringify(stackPrices(planWith([])));
    fc.assert(
      fc.property(price, (own) => {
        const plan = planWith([own]);
        const isUsed = JSON.stringify(stackPrices(plan)) !== priced;
        assert.equal(ownPriceProblems(plan).length === 0, isUsed, JSON.stringify(own));
      }),
      { numRuns: 60 },
    );
  });
});
