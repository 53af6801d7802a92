import assert from "node:assert/strict";
import { parse } from "../../../../infra/config/parse.ts";

const OWN = { helm: { chart: "oci://charts.example/shop" }, entry: { service: "web" } };
/** Problems of a stack file, one line each: where and what. */
function problems(sections: Record<string, unknown>): string[] {
  const raw = Object.entries(sections).map(([key, value]) => [
    `stackmark:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parse(Object.fromEntries(raw) as Record<string, string>, []).problems.map(
    ({ path, message }) => `${path}: ${message}`,
  );
}
const of = (topology: object, more: Record<string, unknown> = {}): string[] =>
  problems({ topology, workload: OWN, ...more });

describe("a stack in an existing cluster", () => {
  it("needs no more than `cluster` and an application", () => {
    assert.deepEqual(of({ cluster: {} }), []);
    assert.deepEqual(problems({ topology: { cluster: {} }, workload: { name: "boutique" } }), []);
  });

  it("has no machines, networks, firewalls and K3s of its own: each such key is a problem", () => {
    const topology = { cluster: {}, nodes: [], overlay: "vxlan", k3s: {}, expiresAfterH: 2 };
    const found = of(topology, { access: { adminCidrs: ["203.0.113.7/32"] } });
    assert.deepEqual(found.map((line) => line.split(":")[0]).sort(), [
      "access",
      "topology.expiresAfterH",
      "topology.k3s",
      "topology.nodes",
      "topology.overlay",
    ]);
  });

  it("cannot run the storefront, programs or what runs elsewhere", () => {
    assert.match(
      problems({ topology: { cluster: {} } }).join(),
      /workload.name: runs only on emulated nodes; here it must be one of boutique, iot, rest-api, echo, or/,
    );
    const url = { url: "http://shop.example" };
    assert.match(of({ cluster: {} }, { workload: url }).join(), /workload.url: is not deployed on a cluster/);
  });

  it("has a namespace that nobody else uses, and that is the chart's", () => {
    assert.match(
      of({ cluster: { namespace: "kube-system" } }).join(),
      /cluster.namespace: is a namespace that others use/,
    );
    const workload = { ...OWN, helm: { ...OWN.helm, namespace: "shop" } };
    assert.match(of({ cluster: { namespace: "other" } }, { workload }).join(), /is not that of the chart/);
    assert.deepEqual(of({ cluster: { namespace: "shop" } }, { workload }), []);
  });

  it("is measured by a Prometheus that is there, by its URL or its Service, or not at all", () => {
    const service = { namespace: "monitoring", name: "prometheus" };
    for (const observability of [
      "none",
      { install: true },
      { prometheus: { service } },
      { prometheus: { url: "http://prometheus" } },
    ])
      assert.deepEqual(of({ cluster: {} }, { observability }), [], JSON.stringify(observability));
    for (const prometheus of [{}, { service, url: "http://prometheus" }])
      assert.match(of({ cluster: {} }, { observability: { prometheus } }).join(), /either `url` or `service`/);
    const both = { install: true, prometheus: { service } };
    assert.match(of({ cluster: {} }, { observability: both }).join(), /leave out `install`/);
  });

  it("alone has a Prometheus that is there", () => {
    const sections = { topology: { nodes: [{ name: "one", cloud: "local", role: "server" }] } };
    const observability = { prometheus: { url: "http://prometheus" } };
    assert.match(
      problems({ ...sections, observability }).join(),
      /observability.prometheus: is for an existing cluster/,
    );
    assert.deepEqual(problems({ ...sections, observability: "none" }), []);
  });
});
