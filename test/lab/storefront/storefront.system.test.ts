import assert from "node:assert/strict";
import { PRODUCTS } from "../../../lab/storefront/services/products.ts";
import { startShop, type ShopOnNode } from "../../helpers/shop.ts";
import { goodOrder, Shopper } from "../../helpers/shopper.ts";

const MUG = "6E92ZMYYFZ";

describe("the storefront's pages", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  let shop: ShopOnNode;
  let shopper: Shopper;
  before(async () => (shop = await startShop()));
  after(() => shop.close());
  beforeEach(() => (shopper = new Shopper(shop.url)));

  it("the home page shows every product with its price", async () => {
    const { status, text } = await shopper.get("/");
    assert.equal(status, 200);
    for (const { id, name } of PRODUCTS) {
      assert.ok(text.includes(`/product/${id}`));
      assert.ok(text.includes(name));
    }
    assert.ok(text.includes("$8.99"));
  });

  it("the first answer sets a session, which is kept", async () => {
    await shopper.get("/");
    const session = shopper.cookies.get("shop_session-id");
    assert.match(session ?? "", /^[0-9a-f-]{36}$/);
    await shopper.get("/cart");
    assert.equal(shopper.cookies.get("shop_session-id"), session);
  });

  it("prices are shown in the currency that was set", async () => {
    assert.equal((await shopper.get(`/product/${MUG}`)).text.includes("$8.99"), true);
    const set = await shopper.post("/setCurrency", { currency_code: "JPY" });
    assert.deepEqual([set.status, set.location], [302, "/"]);
    assert.equal(shopper.cookies.get("shop_currency"), "JPY");
    const { text } = await shopper.get(`/product/${MUG}`);
    assert.match(text, /¥13\d\d\.\d\d/);
  });

  it("setting a currency returns to the page with the form", async () => {
    const referer = `${shop.url}/product/${MUG}`;
    const { location } = await shopper.post("/setCurrency", { currency_code: "EUR" }, { referer });
    assert.equal(location, referer);
  });

  it("the cart sums quantities that are added, and can be emptied", async () => {
    const added = await shopper.post("/cart", { product_id: MUG, quantity: "2" });
    assert.deepEqual([added.status, added.location], [302, "/cart"]);
    await shopper.post("/cart", { product_id: MUG, quantity: "3" });
    const cart = await shopper.get("/cart");
    assert.match(cart.text, /<td>5<\/td>/);
    assert.match(cart.text, /Cart \(5\)/);
    // 5 x 8.99 and 8.99 for shipping.
    assert.ok(cart.text.includes("$44.95") && cart.text.includes("$53.94"));
    const emptied = await shopper.post("/cart/empty");
    assert.deepEqual([emptied.status, emptied.location], [302, "/"]);
    assert.ok((await shopper.get("/cart")).text.includes("Your cart is empty"));
  });

  it("an order empties the cart", async () => {
    await shopper.post("/cart", { product_id: MUG, quantity: "1" });
    const { status, text } = await shopper.post("/cart/checkout", goodOrder());
    assert.equal(status, 200);
    assert.ok(text.includes("Your order is complete") && text.includes("$17.98"));
    assert.match((await shopper.get("/cart")).text, /Cart \(0\)/);
  });

  it("an invalid form is answered with 422 and every problem", async () => {
    const { status, text } = await shopper.post("/cart/checkout", { ...goodOrder(), email: "nobody", zip_code: "0" });
    assert.equal(status, 422);
    assert.ok(text.includes("email must be") && text.includes("zip_code must be"));
    assert.equal((await shopper.post("/cart", { product_id: MUG, quantity: "11" })).status, 422);
    assert.equal((await shopper.post("/setCurrency", { currency_code: "XXQ" })).status, 422);
  });

  it("an order with a card that the payment service rejects is rejected", async () => {
    await shopper.post("/cart", { product_id: MUG, quantity: "1" });
    const amex = { ...goodOrder(), credit_card_number: "378282246310005" };
    const { status, text } = await shopper.post("/cart/checkout", amex);
    assert.equal(status, 500);
    assert.ok(text.includes("only Visa and Mastercard"));
    assert.match((await shopper.get("/cart")).text, /Cart \(1\)/);
  });

  it("an unknown product or path is answered with 404", async () => {
    assert.equal((await shopper.get("/product/NONE")).status, 404);
    assert.equal((await shopper.get("/nowhere")).status, 404);
    assert.equal((await shopper.get("/product/%ZZ")).status, 404);
  });

  it("text that users set is escaped in pages", async () => {
    shopper.cookies.set("shop_currency", '"><script>alert(1)</script>');
    const { text } = await shopper.get("/");
    assert.ok(!text.includes("<script>"));
    const { text: product } = await shopper.get("/product/%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    assert.ok(!product.includes("<script>"));
  });

  it("logout ends the session", async () => {
    await shopper.get("/");
    const { status, location } = await shopper.get("/logout");
    assert.deepEqual([status, location], [302, "/"]);
    assert.equal(shopper.cookies.size, 0);
  });

  it("the frontend answers its health check, and rejects bodies larger than any form", async () => {
    assert.deepEqual([(await shopper.get("/_healthz")).text], ["ok"]);
    assert.equal((await shopper.post("/cart", { product_id: "x".repeat(100_000) })).status, 413);
  });

  it("the shop on one node counts no round trips and no cross-node bytes", async () => {
    await shopper.post("/cart", { product_id: MUG, quantity: "1" });
    for (const path of ["/", "/cart", `/product/${MUG}`]) assert.equal((await shopper.get(path)).roundTrips, 0);
    for (const { metricsPort } of shop.replicas) {
      const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      assert.ok(!metrics.includes('remote="true"'));
    }
  });
});
