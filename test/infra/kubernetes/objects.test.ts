import assert from "node:assert/strict";
import {
  controllerOf,
  controllerSpecSchema,
  findEntry,
  type Controller,
  type KubeService,
} from "../../../infra/kubernetes/objects.ts";

const controller = (name: string, podLabels: Record<string, string>): Controller => ({
  kind: "Deployment",
  name,
  replicas: 1,
  podLabels,
  nodeSelector: {},
  containers: [{ name: "server" }],
  images: [],
  pullSecrets: [],
});
const CONTROLLERS = [controller("web", { app: "shop", tier: "web" }), controller("api", { app: "shop", tier: "api" })];
const SERVICES: KubeService[] = [
  { name: "web", selector: { tier: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  {
    name: "api",
    selector: { tier: "api" },
    ports: [
      { port: 80, targetPort: 8080 },
      { port: 9090, targetPort: "metrics" },
    ],
  },
  { name: "all", selector: { app: "shop" }, ports: [{ port: 80, targetPort: 8080 }] },
  { name: "outside", selector: {}, ports: [{ port: 80, targetPort: 80 }] },
];
const find = (service: string, port: number | null = null, deployment: string | null = null) =>
  findEntry({ service, port, deployment }, 30_080, SERVICES, CONTROLLERS);

describe("the pods behind the entry", () => {
  it("they are those that its Service selects", () => {
    assert.deepEqual(find("web"), { selector: { tier: "web" }, port: 80, targetPort: 8080, deployment: "web" });
    assert.deepEqual(find("api", 9090), {
      selector: { tier: "api" },
      port: 9090,
      targetPort: "metrics",
      deployment: "api",
    });
    assert.equal((find("all", null, "api") as { deployment: string }).deployment, "api");
  });

  const problems: [title: string, found: ReturnType<typeof find>, key: string, message: RegExp][] = [
    ["there is no such Service", find("wbe"), "service", /^is not a Service; there are: web, api, all, outside$/],
    ["several ports and none chosen", find("api"), "port", /^is missing: api has several: 80, 9090$/],
    ["a port that the Service does not have", find("web", 81), "port", /^is not a port of web; ports: 80$/],
    [
      "a Service without ports",
      findEntry({ service: "web", port: null, deployment: null }, null, [{ ...SERVICES[0]!, ports: [] }], CONTROLLERS),
      "service",
      /^has no ports/,
    ],
    ["a Service without a selector", find("outside"), "service", /^selects no pods/],
    ["a Service of several Deployments", find("all"), "deployment", /^is missing: all selects several: web, api$/],
    ["a Deployment of another Service", find("web", 80, "api"), "deployment", /^is not selected by web/],
    [
      "a Service that has our node port",
      findEntry(
        { service: "web", port: 80, deployment: null },
        30_080,
        [{ ...SERVICES[0]!, ports: [{ port: 80, targetPort: 8080, nodePort: 30_080 }] }],
        CONTROLLERS,
      ),
      "service",
      /^web has the node port 30080 already; choose another one, as `workload\.nodePort`$/,
    ],
  ];
  for (const [title, found, key, message] of problems)
    it(`a problem is reported at its key: ${title}`, () => {
      assert.ok("message" in found, JSON.stringify(found));
      assert.equal(found.key, key);
      assert.match(found.message, message);
    });
});

describe("a Deployment's specification", () => {
  it("what it leaves out has Kubernetes' defaults", () => {
    const spec = controllerSpecSchema.parse({ template: { spec: { containers: [{ name: "server" }] } } });
    assert.deepEqual(controllerOf("StatefulSet", "store", spec), {
      kind: "StatefulSet",
      name: "store",
      replicas: 1,
      podLabels: {},
      nodeSelector: {},
      containers: [{ name: "server" }],
      images: [],
      pullSecrets: [],
    });
  });

  it("its images are those of all containers, also of those that only prepare its pods", () => {
    const spec = controllerSpecSchema.parse({
      template: {
        spec: {
          initContainers: [{ name: "wait", image: "busybox:1" }],
          containers: [{ name: "server", image: "shop:2" }],
          imagePullSecrets: [{ name: "registry" }],
        },
      },
    });
    const { images, pullSecrets } = controllerOf("Deployment", "shop", spec);
    assert.deepEqual([images, pullSecrets], [["busybox:1", "shop:2"], ["registry"]]);
  });
});
