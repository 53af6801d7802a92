/** The program with a canary and with proxies before the entry, in record mode. */
import assert from "node:assert/strict";
import { readable, type RecordedResource } from "@stackmark/engine/record";
import type { RawStack } from "../topology/stacks.ts";
import { recorded, type Recorded } from "./stacks.ts";

type Json = any;

const APPLICATIONS = "./test/fixtures/lab/applications";
const stack = (workload: object): RawStack => ({
  topology: {
    nodes: [
      { name: "server", cloud: "azure", role: "server" },
      { name: "worker", cloud: "azure", labels: { tier: "edge" } },
    ],
  },
  workload,
  access: { adminCidrs: ["203.0.113.7/32"] },
});
const MANIFESTS = {
  name: "carts",
  manifests: [`${APPLICATIONS}/carts`],
  entry: { service: "http", port: 8080 },
  services: { carts: { nodeSelector: { tier: "edge" } }, store: {} },
};
const canary = { service: "carts", image: "registry.example/carts:2" };

describe("the program with a canary", function () {
  this.timeout(120_000);
  let at: Recorded;
  const one = (name: string, type = ""): RecordedResource =>
    at.recording.resources.find((each) => each.name === name && each.type.includes(type)) ??
    assert.fail(`${name} was not registered`);
  const inputs = (name: string, type?: string): Json => readable(one(name, type).inputs);
  const nameOf = (urn: string | undefined): string | undefined =>
    at.recording.resources.find((each) => each.urn === urn)?.name;

  describe("divided by pods", () => {
    before(async () => void (at = await recorded("canary-pods", stack({ ...MANIFESTS, canary }))));

    it("its Deployment is that of the manifests with another image, on the nodes of the stable version", () => {
      const { metadata, spec } = inputs("carts-canary", ":Deployment");
      assert.deepEqual([metadata.name, metadata.namespace, spec.replicas], ["carts-canary", "carts", 1]);
      assert.equal(spec.template.spec.containers[0].image, canary.image);
      assert.deepEqual(spec.template.spec.nodeSelector, { tier: "edge" });
    });

    it("the Service of the entry selects both versions on all nodes", () => {
      const { spec } = inputs("carts-entry");
      assert.equal(spec.externalTrafficPolicy, "Cluster");
      const { labels } = inputs("carts-canary", ":Deployment").spec.template.metadata;
      for (const [key, value] of Object.entries(spec.selector)) assert.equal(labels[key], value);
    });

    it("the roll-out waits for both versions, each with the planned pods", () => {
      const { services } = inputs("carts-rollout");
      const replicas = services.map(({ name, replicas }: Json) => `${name} ${replicas}`).sort();
      assert.deepEqual(replicas, ["carts 3", "carts-canary 1", "store 1"]);
      assert.ok(one("carts-rollout").dependencies.map(nameOf).includes("carts-canary"));
    });

    it("nothing of it holds up the destroy of the cluster", () => {
      assert.equal(nameOf(one("carts-canary", ":Deployment").options.deletedWith), "server");
    });
  });

  describe("of a chart, divided by ingress-nginx", () => {
    before(async () => {
      const workload = {
        name: "catalog",
        helm: { chart: `${APPLICATIONS}/catalog` },
        entry: { service: "catalog", deployment: "catalog-api", path: "/products" },
        exposure: { kind: "Ingress", controller: "ingress-nginx" },
        canary: { service: "catalog-api", env: { VERSION: "2" }, weight: 10 },
      };
      at = await recorded("canary-nginx", stack(workload));
    });

    it("what it is a copy of is read once the chart is installed", () => {
      const { deployment, namespace } = inputs("catalog-stable");
      assert.deepEqual([deployment, namespace], ["catalog-api", "catalog"]);
      assert.ok(one("catalog-stable").dependencies.map(nameOf).includes("catalog"));
    });

    it("two Ingresses lead to two Services, and the second has the weight", () => {
      const ingresses = at.recording.resources.filter(({ type }) => type.endsWith(":Ingress"));
      const found = ingresses.map(({ inputs }) => readable(inputs) as Json);
      assert.deepEqual(
        found.map(({ metadata }) => metadata.name),
        ["catalog-entry", "catalog-entry-canary"],
      );
      assert.equal(found[1].metadata.annotations["nginx.ingress.kubernetes.io/canary-weight"], "10");
      for (const name of ["catalog-entry", "catalog-entry-canary"])
        assert.equal(inputs(name, ":Service").spec.type, "ClusterIP");
    });

    it("the proxy is installed from its chart, and users connect to its node port", () => {
      const { chart, version, values } = inputs("ingress-nginx-release");
      assert.deepEqual([chart, version], ["ingress-nginx", "4.14.1"]);
      assert.equal(values.controller.service.nodePorts.http, 30_081);
      assert.match(String((readable(at.recording.outputs.endpoints!) as Json).catalog), /:30081\/products$/);
    });
  });

  describe("behind Traefik", () => {
    before(
      async () =>
        void (at = await recorded("canary-traefik", stack({ ...MANIFESTS, exposure: { kind: "Ingress" }, canary }))),
    );

    it("its objects come after the Services that they lead to", () => {
      const route = at.recording.resources.find(({ type }) => type.endsWith(":IngressRoute"))!;
      const after = route.dependencies.map(nameOf);
      for (const name of ["carts-entry", "carts-entry-canary"]) assert.ok(after.includes(name), name);
    });

    it("requests are divided by weights, and pods of the canary are not behind the stable version's Service", () => {
      const service = at.recording.resources.find(({ type }) => type.endsWith(":TraefikService"))!;
      assert.deepEqual(
        ((readable(service.inputs) as Json).spec.weighted.services as Json[]).map(({ name, weight }) => [name, weight]),
        [
          ["http-entry", 75],
          ["http-entry-canary", 25],
        ],
      );
      const { labels } = inputs("carts-canary", ":Deployment").spec.template.metadata;
      assert.notEqual(labels["part-of"], inputs("carts-entry", ":Service").spec.selector["part-of"]);
    });
  });
});
