import assert from "node:assert/strict";
import { runLoad } from "../../../loadgen/index.ts";
import { startShop, type ShopOnNode } from "../../helpers/shop.ts";

describe("boutique scenario against the storefront", function () {
  this.timeout(60_000);
  let shop: ShopOnNode;
  before(async () => void (shop = await startShop()));
  after(() => shop.close());

  it("no request of the boutique scenario fails against the storefront", async () => {
    const { result } = await runLoad({
      model: "closed",
      scenario: "boutique",
      target: shop.url,
      users: 30,
      spawnRatePerS: 30,
      durationMs: 5000,
      thinkTimeScale: 0.05,
    });
    assert.deepEqual(result.errors, []);
    assert.deepEqual(
      result.endpoints.map(({ name }) => name),
      ["GET /", "GET /cart", "GET /product/:id", "POST /cart", "POST /cart/checkout", "POST /setCurrency"],
    );
    assert.ok(result.endpoints.every(({ ok, bytes }) => ok > 0 && bytes > 0));
    assert.deepEqual(
      result.accounting.audits.filter(({ holds }) => !holds),
      [],
    );
  });
});
