import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIST_PRICES } from "../../../infra/budget/list-prices.ts";
import { currentPrices, refreshedPrices } from "../../../infra/budget/price-table.ts";
import { allQuotes, merged, type PriceTable, type Quote } from "../../../infra/budget/quotes.ts";
import { priceChanges } from "../../../infra/budget/refresh/changes.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const source = { url: "https://prices.example", asOf: "2026-11-30", confidence: "list" } as const;
const quote = (usd: number): Quote => ({ usd, source });
const read: PriceTable = {
  azure: { eastus: { machines: { Standard_D4s_v5: quote(0.2) }, addressHour: quote(0.006) } },
  gcp: { "asia-south1": { machines: { "e2-standard-4": quote(0.155) }, diskGiBMonth: quote(0.1) } },
};

describe("the prices in use", () => {
  const home = temporaryFolder();

  it("are the list prices until others were read", () => {
    assert.equal(refreshedPrices(home.path), undefined);
    assert.deepEqual(currentPrices(home.path), LIST_PRICES);
  });

  it("are those that were read, one by one, and list prices for the others", () => {
    writeFileSync(join(home.path, "prices.json"), JSON.stringify(read));
    const { azure, gcp } = currentPrices(home.path);
    assert.deepEqual(azure.eastus!.machines.Standard_D4s_v5, quote(0.2));
    assert.deepEqual(azure.eastus!.machines.Standard_D2s_v5, LIST_PRICES.azure.eastus!.machines.Standard_D2s_v5);
    assert.deepEqual(azure.eastus!.diskGiBMonth, LIST_PRICES.azure.eastus!.diskGiBMonth);
    assert.deepEqual(gcp["asia-south1"]!.diskGiBMonth, quote(0.1));
  });

  it("an unreadable file is an error that names it, never a price of 0", () => {
    for (const text of ["{", '{"azure":{"eastus":{"machines":{"x":{"usd":-1}}}},"gcp":{}}']) {
      writeFileSync(join(home.path, "prices.json"), text);
      assert.throws(() => currentPrices(home.path), { code: "PRICES_UNREADABLE", message: /prices\.json/ });
    }
  });
});

describe("changes of prices", () => {
  it("name what is new and what differs, with both prices", () => {
    const changes = priceChanges(LIST_PRICES, merged(LIST_PRICES, read));
    assert.deepEqual(
      changes.map(({ cloud, region, what, before, after }) => [`${cloud} ${region} ${what}`, before, after]),
      [
        ["azure eastus Standard_D4s_v5", 0.192, 0.2],
        ["azure eastus address", 0.005, 0.006],
        ["gcp asia-south1 e2-standard-4", null, 0.155],
        ["gcp asia-south1 disk", null, 0.1],
      ],
    );
    assert.deepEqual(priceChanges(LIST_PRICES, LIST_PRICES), []);
  });

  it("every price of a table is listed once", () => {
    const keys = allQuotes(LIST_PRICES).map(({ cloud, region, what }) => `${cloud} ${region} ${what}`);
    assert.equal(new Set(keys).size, keys.length);
  });
});
