/** The program with applications of the user's, in record mode. */
import assert from "node:assert/strict";
import { readable, type RecordedResource } from "@stackmark/engine/record";
import type { RawStack } from "../topology/stacks.ts";
import { recorded, type Recorded } from "./stacks.ts";

const ADMIN = ["203.0.113.7/32"];
const APPLICATIONS = "./test/fixtures/lab/applications";
const stack = (workload: object): RawStack => ({
  topology: {
    nodes: [
      { name: "server", cloud: "azure", role: "server" },
      { name: "worker", cloud: "azure", labels: { tier: "edge" } },
    ],
  },
  workload,
  access: { adminCidrs: ADMIN },
});

type Json = any;

describe("the program with an application of the user's", function () {
  this.timeout(120_000);
  let at: Recorded;
  const one = (name: string, type = ""): RecordedResource =>
    at.recording.resources.find((each) => each.name === name && each.type.includes(type)) ??
    assert.fail(`${name} was not registered`);
  const inputs = (name: string, type?: string): Json => readable(one(name, type).inputs);
  const nameOf = (urn: string | undefined): string | undefined =>
    at.recording.resources.find((each) => each.urn === urn)?.name;
  const after = (name: string): (string | undefined)[] => one(name).dependencies.map(nameOf);
  const endsWithServer = (): void => {
    for (const { name, type, options } of at.recording.resources)
      if (type.startsWith("kubernetes:")) assert.equal(nameOf(options.deletedWith), "server", name);
  };

  describe("from a chart", () => {
    before(async () => {
      const workload = {
        name: "catalog",
        helm: { chart: `${APPLICATIONS}/catalog`, values: { pages: { enabled: true } }, namespace: "own" },
        entry: { service: "catalog", path: "/products" },
        services: { "catalog-api": { replicas: 2, nodeSelector: { tier: "edge" } } },
      };
      at = await recorded("own-chart", stack(workload));
    });

    it("the release takes the folder and the values, and does not wait for pods that are not placed yet", () => {
      const { chart, values, skipAwait, name, namespace, version } = inputs("catalog", ":Release");
      assert.match(chart, /^\/.*\/catalog$/);
      assert.deepEqual([values, skipAwait, version], [{ pages: { enabled: true } }, true, undefined]);
      assert.deepEqual([name, namespace], ["catalog", "own"]);
      assert.ok(!at.recording.resources.some(({ type }) => type === "kubernetes:apps/v1:DeploymentPatch"));
    });

    it("users reach the pods that the release's Service selects, which are looked up after it", () => {
      assert.ok(after("catalog-entry-target").includes("catalog"));
      const { metadata, spec } = inputs("catalog-entry");
      assert.deepEqual([metadata.name, metadata.namespace], ["catalog-entry", "own"]);
      assert.deepEqual(spec.selector, { tier: "web" });
      assert.deepEqual(spec.ports, [{ name: "http", port: 80, targetPort: "http", nodePort: 30_080 }]);
      assert.match(String((readable(at.recording.outputs.endpoints!) as Json).catalog), /:30080\/products$/);
    });

    it("the roll-out places what the stack file names, and takes the rest as it is", () => {
      const { services, others, entry, mustServe } = inputs("catalog-rollout");
      assert.deepEqual(services, [
        { name: "catalog-api", replicas: 2, nodeSelector: { tier: "edge" }, nodes: ["worker"] },
      ]);
      assert.deepEqual(others, { nodeSelector: {}, nodes: ["server", "worker"] });
      assert.deepEqual([entry, mustServe], ["catalog-api", ["worker"]]);
    });

    it("nothing in the cluster holds up its destroy", endsWithServer);
  });

  describe("from manifests", () => {
    before(async () => {
      const workload = {
        name: "carts",
        manifests: [`${APPLICATIONS}/carts`],
        entry: { service: "http", port: 8080 },
        services: { carts: { replicas: 2, nodeSelector: { tier: "edge" } } },
      };
      at = await recorded("own-manifests", stack(workload));
    });

    it("each object is a resource of its kind, in the application's namespace, after those that it needs", () => {
      const objects = at.recording.resources.filter(({ name }) => /^[a-z]+\//.test(name));
      assert.deepEqual(objects.map(({ name, type }) => `${name} ${type}`).sort(), [
        "configmap/addresses kubernetes:core/v1:ConfigMap",
        "deployment/carts kubernetes:apps/v1:Deployment",
        "secret/unused kubernetes:core/v1:Secret",
        "service/http kubernetes:core/v1:Service",
        "service/store kubernetes:core/v1:Service",
        "statefulset/store kubernetes:apps/v1:StatefulSet",
      ]);
      for (const { name, provider } of objects) assert.match(provider ?? "", /kubernetes::carts-objects::/, name);
      assert.equal(inputs("carts-objects").namespace, "carts");
      assert.ok(after("deployment/carts").includes("configmap/addresses"));
    });

    it("Deployments and StatefulSets are as planned from the start, and nobody but the roll-out waits for them", () => {
      const { spec, metadata } = inputs("deployment/carts");
      assert.equal(spec.replicas, 2);
      assert.deepEqual(spec.template.spec.nodeSelector, { tier: "edge" });
      assert.equal(metadata.annotations["pulumi.com/skipAwait"], "true");
      assert.equal(inputs("statefulset/store").spec.replicas, 1);
    });

    it("what a Secret holds is secret", () => {
      assert.ok(inputs("secret/unused").stringData.$secret);
      assert.doesNotMatch(JSON.stringify(at.plan), /n0t-shown-anywhere/);
    });

    it("the pods behind the entry are known before anything runs", () => {
      assert.ok(!at.recording.resources.some(({ type }) => type.endsWith(":EntryTarget")));
      assert.deepEqual(inputs("carts-entry").spec.selector, { "part-of": "carts" });
      assert.equal(inputs("carts-rollout").entry, "carts");
      for (const name of ["deployment/carts", "statefulset/store"])
        assert.ok(after("carts-entry").includes(name), name);
    });

    it("nothing in the cluster holds up its destroy", endsWithServer);
  });
});
