import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { startShop, type ShopOnNode } from "../../helpers/shop.ts";

const CHROMIUM = "/usr/bin/chromium";

describe("the storefront in a browser", function () {
  this.timeout(60_000);
  let shop: ShopOnNode;
  let browser: Browser;
  before(async function () {
    if (!existsSync(CHROMIUM)) {
      console.log(`      skipped: there is no ${CHROMIUM}`);
      this.skip();
    }
    shop = await startShop();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  });
  after(async () => {
    await browser?.close();
    await shop?.close();
  });

  it("lets a person choose a currency, fill a cart and order, by clicks alone and without an error", async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("requestfailed", (request) => errors.push(request.url()));

    await page.goto(shop.url);
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
    assert.deepEqual(errors, []);
  });

  it("draws its style: cards beside each other, pictures with a size", async () => {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    await page.goto(shop.url);
    const [first, second] = await Promise.all([0, 1].map((index) => page.locator(".card").nth(index).boundingBox()));
    assert.ok(first!.x + first!.width < second!.x && first!.y === second!.y);
    const picture = await page.locator(".card svg").first().boundingBox();
    assert.ok(picture!.width > 50 && picture!.height > 50);
  });
});
