import assert from "node:assert/strict";
import { goodOrder, Shopper } from "../../helpers/shopper.ts";
import { startShopOnTwoNodes, type ShopOnTwoNodes } from "../../helpers/two-nodes.ts";

const MUG = "6E92ZMYYFZ";
const CONVERSIONS_OF_HOME = 9;
const RECOMMENDED = 5;

describe("round trips with the frontend on a node of its own", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  let shop: ShopOnTwoNodes;
  let shopper: Shopper;
  // The count does not depend on the delay: none makes the test quick.
  before(async () => {
    shop = await startShopOnTwoNodes(0, 0);
    shopper = new Shopper(shop.url);
  });
  after(() => shop.close());

  it("a connection set-up counts as one more round trip", async () => {
    // Currencies, products, cart, conversions, ad: over connections to catalogue, currency, cart and ad.
    const exchanges = 3 + CONVERSIONS_OF_HOME + 1;
    assert.equal((await shopper.get("/")).roundTrips, exchanges + 4);
    assert.equal((await shopper.get("/")).roundTrips, exchanges);
  });

  it("the round trips of every page are those of its calls, one after another", async () => {
    await shopper.get("/cart");
    const product = await shopper.get(`/product/${MUG}`);
    // Product, currencies, cart, conversion, recommendation and its products, ad.
    assert.equal(product.roundTrips, 4 + 1 + RECOMMENDED + 1);
    // Product, cart: what the cart asks of its store is on the near node.
    assert.equal((await shopper.post("/cart", { product_id: MUG, quantity: "1" })).roundTrips, 2);
    // Currencies, cart, recommendation and its products, quote, conversion; product and conversion of the one item.
    assert.equal((await shopper.get("/cart")).roundTrips, 2 + 1 + RECOMMENDED + 2 + 2);
    assert.equal((await shopper.post("/setCurrency", { currency_code: "EUR" })).roundTrips, 0);
  });

  it("an order counts as one call and its connection set-up", async () => {
    const orders = async () => {
      await shopper.post("/cart", { product_id: MUG, quantity: "1" });
      return (await shopper.post("/cart/checkout", goodOrder())).roundTrips;
    };
    const exchanges = 1 + 1 + RECOMMENDED + 1;
    assert.equal(await orders(), exchanges + 1);
    assert.equal(await orders(), exchanges);
  });

  it("both ends and the link count the same bytes", async () => {
    const bytes = { receive: 0, transmit: 0 };
    for (const { metricsPort } of shop.replicas) {
      const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      for (const line of metrics.split("\n").filter((text) => text.includes('remote="true"'))) {
        bytes[line.includes("_receive_") ? "receive" : "transmit"] += Number(line.split(" ").at(-1));
      }
    }
    const { body } = await shop.link.ask("GET", "/status");
    const onLink = body.bytes["far>near"] + body.bytes["near>far"];
    assert.ok(onLink > 0);
    assert.deepEqual(bytes, { receive: onLink, transmit: onLink });
  });
});
