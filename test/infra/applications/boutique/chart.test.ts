import assert from "node:assert/strict";
import { chartValues } from "../../../../infra/applications/boutique/chart.ts";
import { deploymentsOf } from "../../../../infra/catalog/services.ts";

const isMade = (values: Record<string, unknown>, key: string): boolean => (values[key] as { create: boolean }).create;

describe("Online Boutique's chart values", () => {
  it("the full profile creates all ten services", () => {
    const values = chartValues({ profile: "full" });
    const made = Object.keys(values).filter((key) => isMade(values, key));
    assert.equal(made.length, 10);
    assert.equal(deploymentsOf("full").length, 11, "and the carts' store");
  });

  it("the minimal profile leaves out ad, recommendation and email, and nothing else", () => {
    const values = chartValues({ profile: "minimal" });
    const left = Object.keys(values).filter((key) => !isMade(values, key));
    assert.deepEqual(left.sort(), ["adService", "emailService", "loadGenerator", "recommendationService"]);
    assert.deepEqual(deploymentsOf("minimal"), [
      "cartservice",
      "checkoutservice",
      "currencyservice",
      "frontend",
      "paymentservice",
      "productcatalogservice",
      "shippingservice",
      "redis-cart",
    ]);
  });

  for (const profile of ["full", "minimal"] as const)
    it(`the ${profile} profile has no load generator and no LoadBalancer of its own`, () => {
      const values: Record<string, any> = chartValues({ profile, resources: { frontend: { limits: { cpu: "1" } } } });
      assert.deepEqual(values.loadGenerator, { create: false });
      assert.deepEqual(values.frontend, { create: true, resources: { limits: { cpu: "1" } }, externalService: false });
    });

  it("resource limits are set where they are configured, and are the chart's elsewhere", () => {
    const resources = { cartservice: { requests: { memory: "64Mi" }, limits: { cpu: "500m" } } };
    const values: Record<string, any> = chartValues({ profile: "full", resources });
    assert.deepEqual(values.cartService, { create: true, resources: resources.cartservice });
    assert.deepEqual(values.adService, { create: true });
  });

  it("images are pulled from a mirror if one is configured", () => {
    assert.deepEqual((chartValues({ profile: "full", imageRepository: "mirror.example/boutique" }) as any).images, {
      repository: "mirror.example/boutique",
    });
  });
});
