import assert from "node:assert/strict";
import { nodeStatusSchema } from "../../../lab/protocol/node.ts";
import { eventually } from "../../helpers/eventually.ts";
import { startShop } from "../../helpers/shop.ts";
import { Shopper } from "../../helpers/shopper.ts";
import { startShopOnTwoNodes } from "../../helpers/two-nodes.ts";

const MUG = "6E92ZMYYFZ";

describe("a shop with a failed part", function () {
  // Processes start on a machine that may be busy.
  this.timeout(60_000);
  it("pages that need a killed service fail, others are served, and all again after its restart", async () => {
    const shop = await startShop();
    try {
      const shopper = new Shopper(shop.url);
      const cart = shop.replicas.find(({ service }) => service === "cart")!;
      assert.equal((await shopper.get("/")).status, 200);
      process.kill(cart.pid, "SIGKILL");
      assert.equal((await shopper.get("/")).status, 500);
      assert.equal((await shopper.post("/setCurrency", { currency_code: "EUR" })).status, 302);
      await eventually(async () => (await shopper.get("/")).status === 200, "the home page is back");
      const { replicas } = nodeStatusSchema.parse((await shop.node.ask("GET", "/status")).body);
      assert.deepEqual(
        replicas.filter(({ restarts }) => restarts > 0).map(({ service, restarts }) => [service, restarts]),
        [["cart", 1]],
      );
    } finally {
      await shop.close();
    }
  });

  it("pages are served without recommendations and ads if those services are down", async () => {
    const shop = await startShop();
    try {
      const kept = shop.replicas.filter(({ service }) => service !== "ad" && service !== "recommendation");
      const asked = kept.map(({ service, replica }) => ({ service, replica, port: 0, env: {} }));
      await shop.node.ask("PUT", "/replicas", { replicas: asked });
      const { status, text } = await new Shopper(shop.url).get(`/product/${MUG}`);
      assert.equal(status, 200);
      assert.ok(!text.includes("You may also like") && !text.includes('class="ad"'));
      const { metricsPort } = shop.replicas.find(({ service }) => service === "frontend")!;
      const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      assert.match(metrics, /stackmark_call_failures_total\{peer="ad".* 1/);
    } finally {
      await shop.close();
    }
  });

  it("requests fail at once, and do not hang, if the other node or the link is killed", async () => {
    const shop = await startShopOnTwoNodes(1, 0);
    try {
      const shopper = new Shopper(shop.url);
      assert.equal((await shopper.get("/")).status, 200);
      shop.near.child.kill("SIGKILL");
      await eventually(async () => (await shopper.get("/")).status === 500, "the home page fails");
      shop.link.child.kill("SIGKILL");
      assert.equal((await shopper.get("/")).status, 500);
      assert.equal((await shopper.get("/_healthz")).status, 200);
    } finally {
      await shop.close();
    }
  });
});
