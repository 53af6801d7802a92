import assert from "node:assert/strict";
import { join } from "node:path";
import { deploymentsOf } from "../../../infra/catalog/services.ts";
import { CHARTS } from "../../../infra/catalog/charts.ts";
import { chartValues, type BoutiqueOptions } from "../../../infra/applications/boutique/chart.ts";
import { packageCharts } from "../../../lab/charts/package.ts";
import { shopImages } from "../../../lab/images/names.ts";
import { serviceStart } from "../../../lab/images/storefront/environment.ts";
import { root } from "../../helpers/imports.ts";
import { helmTemplate, needsHelm, type Rendered } from "../helpers/helm.ts";

const CHART = join(root, "lab/charts/onlineboutique");

describe("the lab's chart of Online Boutique", function () {
  this.timeout(60_000);
  before(function () {
    needsHelm(this);
  });

  const render = (values: object): Rendered[] => helmTemplate(CHART, values, "onlineboutique", "boutique");
  const rendered = (options: BoutiqueOptions): Rendered[] => render(chartValues(options));
  const ofKind = (kind: string, all: Rendered[]): Rendered[] => all.filter((each) => each.kind === kind);
  const containerOf = (deployment: Rendered) => deployment.spec.template.spec.containers[0];

  for (const profile of ["full", "minimal"] as const)
    it(`the ${profile} profile has its Deployments, each with a Service of its name, and nothing else`, () => {
      const all = rendered({ profile });
      const names = (kind: string) => ofKind(kind, all).map(({ metadata }) => metadata.name);
      assert.deepEqual(names("Deployment").sort(), deploymentsOf(profile).sort());
      assert.deepEqual(names("Service").sort(), deploymentsOf(profile).sort());
      assert.equal(all.length, 2 * deploymentsOf(profile).length);
      assert.ok(all.every(({ metadata }) => metadata.namespace === "boutique"));
    });

  it("the version is the one that is installed by default", async () => {
    const charts = await packageCharts();
    const { metadata } = charts.find((chart) => chart.metadata.name === CHARTS.boutique.name)!;
    assert.equal(metadata.version, CHARTS.boutique.version);
  });

  it("each container starts with its environment, from an image of the lab, at the port that its Service and probes ask", () => {
    const all = rendered({ profile: "full" });
    const images = Object.entries(shopImages());
    for (const deployment of ofKind("Deployment", all)) {
      const { name, image, env = [], ports, readinessProbe, livenessProbe } = containerOf(deployment);
      const app = deployment.metadata.name;
      assert.equal(name, app === "redis-cart" ? "redis" : "server");
      const full = image.includes("/") ? image : `docker.io/library/${image}`;
      const [entry] = images.find(([, known]) => known === full) ?? assert.fail(`no image ${image}`);
      const variables = Object.fromEntries(env.map((each: { name: string; value: string }) => [each.name, each.value]));
      const { port, routes } = serviceStart(entry, variables);
      const asked = [readinessProbe, livenessProbe].map(({ tcpSocket, httpGet }) => (tcpSocket ?? httpGet).port);
      assert.deepEqual([ports[0].containerPort, ...asked], [port, port, port], app);
      const service = ofKind("Service", all).find(({ metadata }) => metadata.name === app)!;
      assert.deepEqual([service.spec.selector, service.spec.ports[0].targetPort], [{ app }, port]);
      for (const { url } of Object.values(routes).flat()) {
        const { hostname, port: called } = new URL(url);
        const target = ofKind("Service", all).find(({ metadata }) => metadata.name === hostname);
        assert.equal(target?.spec.ports[0].port, Number(called || 80), `${app} calls ${url}`);
      }
    }
  });

  it("pods have the labels, and Deployments neither replicas nor node selectors, as what the stack patches expects", () => {
    for (const { metadata, spec } of ofKind("Deployment", rendered({ profile: "full" }))) {
      assert.deepEqual(
        [spec.selector.matchLabels, spec.template.metadata.labels],
        [{ app: metadata.name }, { app: metadata.name }],
      );
      assert.deepEqual([spec.replicas, spec.template.spec.nodeSelector], [undefined, undefined]);
    }
  });

  it("resources and images are those of the values", () => {
    const frontend = { requests: { memory: "96Mi" }, limits: { cpu: "1" } };
    const options = { resources: { frontend }, imageRepository: "mirror.example/boutique" };
    const all = rendered({ profile: "full", ...options });
    const { image, resources } = containerOf(
      all.find((e) => e.kind === "Deployment" && e.metadata.name === "frontend")!,
    );
    assert.equal(image, "mirror.example/boutique/frontend:v0.10.6");
    assert.deepEqual(resources, { requests: { cpu: "100m", memory: "96Mi" }, limits: { cpu: "1", memory: "128Mi" } });
  });

  it("without values for them there are a load balancer and a load generator, as in the real chart", () => {
    assert.throws(() => render({}), /loadGenerator\.create must be false/);
    const services = ofKind("Service", render({ loadGenerator: { create: false } }));
    assert.equal(services.find(({ metadata }) => metadata.name === "frontend-external")?.spec.type, "LoadBalancer");
  });

  for (const [title, values] of [
    ["a misspelt service", { adServce: { create: false } }],
    ["a setting that a service does not have", { adService: { replicas: 2 } }],
    ["a name that is none", { adService: { name: "Ad Service" } }],
  ] as const)
    it(`${title} is refused`, () => {
      assert.throws(() => render({ loadGenerator: { create: false }, ...values }), /don't meet the specifications/);
    });
});
