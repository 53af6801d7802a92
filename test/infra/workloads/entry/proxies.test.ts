import assert from "node:assert/strict";
import type { PlannedExposure } from "../../../../infra/topology/exposure.ts";
import { httpRoute } from "../../../../infra/workloads/entry/gateway.ts";
import { nginxChartValues, nginxObjects } from "../../../../infra/workloads/entry/nginx.ts";
import type { Route } from "../../../../infra/workloads/entry/route.ts";
import { traefikObjects } from "../../../../infra/workloads/entry/traefik.ts";

type Json = any;

const exposure = (more: Partial<PlannedExposure>): PlannedExposure => ({
  ...{ kind: "Ingress", controller: "traefik", openPort: 80, timeoutMs: null, maxBodyBytes: null },
  ...{ gateway: null, chart: null },
  ...more,
});
const route = (more: Partial<PlannedExposure> = {}, canary: Route["canary"] = null): Route => ({
  ...{ namespace: "shop", service: "web-entry", port: 8080, canary },
  exposure: exposure(more),
});
const CANARY = { service: "web-entry-canary", weight: 25 };
const kinds = (objects: { kind: string }[]): string[] => objects.map(({ kind }) => kind);

describe("the objects of Traefik", () => {
  it("all requests go to the entry's Service", () => {
    const [service, rule] = traefikObjects(route()) as Json[];
    assert.deepEqual(service.spec.weighted.services, [{ name: "web-entry", port: 8080, weight: 100 }]);
    assert.deepEqual(rule.spec.routes[0].services, [{ name: "web-entry", kind: "TraefikService" }]);
    for (const { metadata, apiVersion } of [service, rule])
      assert.deepEqual([metadata.namespace, apiVersion], ["shop", "traefik.io/v1alpha1"]);
  });

  it("a canary changes weights, and no object becomes another", () => {
    const [with_, without] = [traefikObjects(route({}, CANARY)), traefikObjects(route())] as Json[][];
    assert.deepEqual(kinds(with_!), kinds(without!));
    assert.deepEqual(with_![0].spec.weighted.services, [
      { name: "web-entry", port: 8080, weight: 75 },
      { name: "web-entry-canary", port: 8080, weight: 25 },
    ]);
  });

  it("a timeout and a limit of bodies are objects that the rule refers to", () => {
    const objects = traefikObjects(route({ timeoutMs: 30_000, maxBodyBytes: 1_048_576 })) as Json[];
    assert.deepEqual(kinds(objects), ["ServersTransport", "Middleware", "TraefikService", "IngressRoute"]);
    const [transport, middleware, service, rule] = objects;
    assert.equal(transport.spec.forwardingTimeouts.responseHeaderTimeout, "30000ms");
    assert.equal(middleware.spec.buffering.maxRequestBodyBytes, 1_048_576);
    assert.equal(service.spec.weighted.services[0].serversTransport, transport.metadata.name);
    assert.deepEqual(rule.spec.routes[0].middlewares, [{ name: middleware.metadata.name }]);
  });
});

describe("the objects of ingress-nginx", () => {
  const nginx = { controller: "ingress-nginx" } as const;

  it("an Ingress without a host leads all paths to the entry's Service", () => {
    const objects = nginxObjects(route(nginx)) as Json[];
    assert.deepEqual(objects, [
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: { name: "web-entry", namespace: "shop", annotations: {} },
        spec: {
          ingressClassName: "nginx",
          rules: [
            {
              http: {
                paths: [
                  {
                    path: "/",
                    pathType: "Prefix",
                    backend: { service: { name: "web-entry", port: { number: 8080 } } },
                  },
                ],
              },
            },
          ],
        },
      },
    ]);
  });

  it("a canary is a second Ingress of the same paths with a weight", () => {
    const [stable, canary] = nginxObjects(route(nginx, CANARY)) as Json[];
    assert.deepEqual(canary.metadata.annotations, {
      "nginx.ingress.kubernetes.io/canary": "true",
      "nginx.ingress.kubernetes.io/canary-weight": "25",
    });
    assert.equal(canary.spec.rules[0].http.paths[0].path, stable.spec.rules[0].http.paths[0].path);
    assert.equal(canary.spec.rules[0].http.paths[0].backend.service.name, "web-entry-canary");
  });

  it("a timeout in seconds and a limit of bodies in bytes are annotations of both", () => {
    for (const { metadata } of nginxObjects(
      route({ ...nginx, timeoutMs: 1500, maxBodyBytes: 1024 }, CANARY),
    ) as Json[]) {
      assert.equal(metadata.annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"], "2");
      assert.equal(metadata.annotations["nginx.ingress.kubernetes.io/proxy-body-size"], "1024");
    }
  });

  it("its proxies are on every node, and forward to no other", () => {
    const { controller } = nginxChartValues(30_081);
    assert.equal(controller.kind, "DaemonSet");
    assert.deepEqual(controller.service, {
      type: "NodePort",
      externalTrafficPolicy: "Local",
      nodePorts: { http: 30_081 },
    });
  });
});

describe("the route of a Gateway", () => {
  it("it is attached to the Gateway, and divides requests by weights", () => {
    const gateway = { name: "web", namespace: "infra" };
    const { kind, spec } = httpRoute(
      route({ kind: "Gateway", controller: null, gateway, timeoutMs: 5000 }, CANARY),
    ) as Json;
    assert.equal(kind, "HTTPRoute");
    assert.deepEqual(spec.parentRefs, [{ name: "web", namespace: "infra" }]);
    assert.deepEqual(spec.rules, [
      {
        matches: [{ path: { type: "PathPrefix", value: "/" } }],
        backendRefs: [
          { name: "web-entry", port: 8080, weight: 75 },
          { name: "web-entry-canary", port: 8080, weight: 25 },
        ],
        timeouts: { request: "5000ms" },
      },
    ]);
  });

  it("a Gateway without a namespace is one of the workload's own", () => {
    const gateway = { name: "web", namespace: null };
    const { spec } = httpRoute(route({ kind: "Gateway", controller: null, gateway })) as Json;
    assert.deepEqual(spec.parentRefs, [{ name: "web" }]);
  });
});
