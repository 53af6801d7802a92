import assert from "node:assert/strict";
import { browser } from "../../helpers/browser.ts";
import { startShop, type ShopOnNode } from "../../helpers/shop.ts";

describe("the storefront in a browser", function () {
  this.timeout(60_000);
  const chromium = browser();
  let shop: ShopOnNode;
  before(async () => (shop = await startShop()));
  // Without Chromium the suite is skipped before the shop is there.
  after(() => shop?.close());

  it("a person can choose a currency, fill a cart and order in a browser without an error", async () => {
    const { page, complaints } = await chromium.open(shop.url);
    assert.equal(await page.locator(".card svg").count(), 9);
    await page.getByLabel("Currency").selectOption("EUR");
    await page.getByRole("button", { name: "Set" }).click();
    assert.equal(await page.getByLabel("Currency").inputValue(), "EUR");

    await page.getByRole("link", { name: "Enamel Cup" }).first().click();
    assert.match(page.url(), /\/product\/6E92ZMYYFZ$/);
    await page.getByLabel("Quantity").selectOption("3");
    await page.getByRole("button", { name: "Add to cart" }).click();
    assert.match(page.url(), /\/cart$/);
    assert.ok(await page.getByRole("link", { name: "Cart (3)" }).isVisible());

    const total = await page.locator("tr", { hasText: "Total" }).locator("th").last().textContent();
    await page.getByRole("button", { name: "Place order" }).click();
    assert.ok(await page.getByRole("heading", { name: "Your order is complete" }).isVisible());
    assert.equal(await page.locator("main b").first().textContent(), total);
    await page.getByRole("link", { name: "Continue shopping" }).click();
    assert.ok(await page.getByRole("link", { name: "Cart (0)" }).isVisible());
    assert.deepEqual(complaints, []);
  });

  it("a browser shows the style: cards beside each other, pictures with a size", async () => {
    const { page } = await chromium.open(shop.url, { viewport: { width: 1100, height: 800 } });
    const [first, second] = await Promise.all([0, 1].map((index) => page.locator(".card").nth(index).boundingBox()));
    assert.ok(first!.x + first!.width < second!.x && first!.y === second!.y);
    const picture = await page.locator(".card svg").first().boundingBox();
    assert.ok(picture!.width > 50 && picture!.height > 50);
  });
});
