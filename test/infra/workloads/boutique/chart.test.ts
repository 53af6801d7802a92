import assert from "node:assert/strict";
import { chartValues, deploymentPatch, entryService } from "../../../../infra/workloads/boutique/chart.ts";
import { deploymentsOf } from "../../../../infra/catalog/services.ts";

const isMade = (values: Record<string, unknown>, key: string): boolean => (values[key] as { create: boolean }).create;

describe("Online Boutique's values", () => {
  it("make all ten services in the full profile", () => {
    const values = chartValues({ profile: "full" });
    const made = Object.keys(values).filter((key) => isMade(values, key));
    assert.equal(made.length, 10);
    assert.equal(deploymentsOf("full").length, 11, "and the carts' store");
  });

  it("leave ad, recommendation and email out of the minimal profile, and nothing else", () => {
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
    it(`have no load generator and no LoadBalancer of their own in the ${profile} profile`, () => {
      const values: Record<string, any> = chartValues({ profile, resources: { frontend: { limits: { cpu: "1" } } } });
      assert.deepEqual(values.loadGenerator, { create: false });
      assert.deepEqual(values.frontend, { create: true, resources: { limits: { cpu: "1" } }, externalService: false });
    });

  it("set limits where they are asked for, and leave the chart's elsewhere", () => {
    const resources = { cartservice: { requests: { memory: "64Mi" }, limits: { cpu: "500m" } } };
    const values: Record<string, any> = chartValues({ profile: "full", resources });
    assert.deepEqual(values.cartService, { create: true, resources: resources.cartservice });
    assert.deepEqual(values.adService, { create: true });
  });

  it("pull from a mirror where one is named", () => {
    assert.deepEqual((chartValues({ profile: "full", imageRepository: "mirror.example/boutique" }) as any).images, {
      repository: "mirror.example/boutique",
    });
  });
});

describe("the patch of a Deployment", () => {
  it("names only what is asked for, so that it owns no other field", () => {
    assert.deepEqual(deploymentPatch({ replicas: 3 }), { replicas: 3 });
    const nodeSelector = { zone: "a" };
    assert.deepEqual(deploymentPatch({ nodeSelector }), { template: { spec: { nodeSelector } } });
    assert.deepEqual(deploymentPatch({ replicas: 1, nodeSelector }), {
      replicas: 1,
      template: { spec: { nodeSelector } },
    });
  });

  it("is none where nothing is asked for", () => {
    assert.equal(deploymentPatch({}), undefined);
    assert.equal(deploymentPatch({ nodeSelector: {} }), undefined);
  });
});

describe("the way in", () => {
  it("is a node port that no node passes on to another", () => {
    const service = entryService(30_080);
    assert.deepEqual([service.type, service.externalTrafficPolicy], ["NodePort", "Local"]);
    assert.deepEqual(service.selector, { app: "frontend" });
    assert.deepEqual(service.ports, [{ name: "http", port: 80, targetPort: 8080, nodePort: 30_080 }]);
  });
});
