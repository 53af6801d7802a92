import assert from "node:assert/strict";
import type { LabError } from "../../../../lab/errors.ts";
import { BOUTIQUE, serviceStart } from "../../../../lab/images/storefront/environment.ts";
import { SERVICES } from "../../../../lab/protocol/services.ts";

const CATALOG = { PRODUCT_CATALOG_SERVICE_ADDR: "productcatalogservice:3550" };

describe("the environment of Online Boutique's services", () => {
  it("each service of the storefront is in one image", () => {
    const services = Object.values(BOUTIQUE).map(({ service }) => service);
    assert.deepEqual(services.sort(), [...SERVICES].sort());
  });

  it("addresses become routes to the storefront's services", () => {
    assert.deepEqual(serviceStart("recommendationservice", { PORT: "8080", ...CATALOG }), {
      service: "recommendation",
      port: 8080,
      routes: { productcatalog: [{ url: "http://productcatalogservice:3550", node: "", replica: 0, remote: false }] },
    });
    const cart = serviceStart("cartservice", { REDIS_ADDR: "redis-cart:6379" });
    assert.equal(cart.routes["cart-store"]?.[0]?.url, "http://redis-cart:6379");
  });

  it("without PORT a service has the port of its container", () => {
    assert.equal(serviceStart("shippingservice", {}).port, 50_051);
    assert.equal(serviceStart("redis", {}).port, 6379);
  });

  const refused: [title: string, image: string, environment: Record<string, string>, expected: RegExp][] = [
    ["an unknown image", "loadgenerator", {}, /LAB_UNKNOWN_SERVICE.*loadgenerator is not a service/],
    [
      "missing addresses, all at once",
      "checkoutservice",
      { CART_SERVICE_ADDR: "", ...CATALOG },
      /CART_SERVICE_ADDR is not set; CURRENCY_SERVICE_ADDR is not set; EMAIL.*PAYMENT.*SHIPPING/,
    ],
    [
      "an address that is none",
      "cartservice",
      { REDIS_ADDR: "redis cart" },
      /REDIS_ADDR = redis cart is not an address/,
    ],
    ["a port that is none", "redis", { PORT: "http" }, /PORT = http is not a port/],
  ];
  for (const [title, image, environment, expected] of refused)
    it(`a service does not start with ${title}`, () => {
      assert.throws(
        () => serviceStart(image, environment),
        (error: LabError) => expected.test(`${error.code}: ${error.message}`),
      );
    });
});
