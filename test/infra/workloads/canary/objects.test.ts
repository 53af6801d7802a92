import assert from "node:assert/strict";
import type { PlannedCanary } from "../../../../infra/topology/canary.ts";
import { canaryDeployment, canaryService, stableSpecSchema } from "../../../../infra/workloads/canary/objects.ts";

const STABLE = stableSpecSchema.parse({
  replicas: 2,
  strategy: { type: "Recreate" },
  selector: { matchLabels: { app: "web" } },
  template: {
    metadata: { labels: { app: "web", part: "shop" }, annotations: { note: "kept" } },
    spec: {
      nodeSelector: { "kubernetes.io/os": "linux" },
      containers: [
        { name: "proxy", image: "example/proxy:1" },
        {
          name: "web",
          image: "example/web:1",
          env: [
            { name: "MODE", value: "fast" },
            { name: "TITLE", value: "one" },
          ],
        },
      ],
    },
  },
});

const canary = (more: Partial<PlannedCanary> = {}): PlannedCanary => ({
  ...{ service: "web", deployment: "web-canary", weight: 0.25, share: 0.25, by: "replicas", unit: "connections" },
  ...{ replicas: { stable: 3, canary: 1 }, image: "example/web:2", env: {}, rendered: null, match: null },
  ...more,
});
const placed = { selector: { app: "web" }, nodeSelector: { tier: "edge" } };

describe("the Deployment of a canary", () => {
  it("it is the stable one with another image, in the container that the service is", () => {
    const { template, replicas, ...rest } = canaryDeployment(STABLE, canary(), placed);
    assert.deepEqual(
      template.spec.containers.map(({ name, image }) => [name, image]),
      [
        ["proxy", "example/proxy:1"],
        ["web", "example/web:2"],
      ],
    );
    assert.equal(replicas, 1);
    assert.deepEqual((rest as unknown as { strategy: unknown }).strategy, { type: "Recreate" });
    assert.deepEqual((template.metadata as { annotations?: unknown }).annotations, { note: "kept" });
  });

  it("variables replace those of the same name, and the others stay", () => {
    const { template } = canaryDeployment(STABLE, canary({ image: null, env: { TITLE: "two", EXTRA: "1" } }), placed);
    const [, main] = template.spec.containers;
    assert.equal(main!.image, "example/web:1");
    assert.deepEqual(main!.env, [
      { name: "MODE", value: "fast" },
      { name: "TITLE", value: "two" },
      { name: "EXTRA", value: "1" },
    ]);
  });

  it("it is placed as planned, beside the labels that the application asks for", () => {
    const { template } = canaryDeployment(STABLE, canary(), placed);
    assert.deepEqual(template.spec.nodeSelector, { "kubernetes.io/os": "linux", tier: "edge" });
  });

  it("where users are divided by pods, the application's Service selects its pods, and it selects no stable pod", () => {
    const { selector, template } = canaryDeployment(STABLE, canary(), placed);
    assert.deepEqual(template.metadata.labels, { app: "web", part: "shop", "stackmark.dev/canary": "true" });
    assert.deepEqual(selector.matchLabels, { app: "web", "stackmark.dev/canary": "true" });
  });

  it("where a proxy divides users, the stable version's Service does not select its pods, and its own does", () => {
    const { selector, template } = canaryDeployment(STABLE, canary({ by: "ingress", unit: "requests" }), placed);
    const { labels } = template.metadata;
    assert.equal(labels.app, "web-canary");
    const service = canaryService({ ...placed, port: 80, targetPort: "http" });
    for (const [key, value] of Object.entries(service.selector)) assert.equal(labels[key], value);
    for (const [key, value] of Object.entries(selector.matchLabels)) assert.equal(labels[key], value);
  });

  it("a label that would be too long is cut off", () => {
    const long = "x".repeat(63);
    const stable = { ...STABLE, template: { ...STABLE.template, metadata: { labels: { app: long } } } };
    const { template } = canaryDeployment(stable, canary({ by: "ingress" }), { ...placed, selector: { app: long } });
    assert.equal(template.metadata.labels.app!.length, 63);
    assert.match(template.metadata.labels.app!, /x-canary$/);
  });
});
