import assert from "node:assert/strict";
import { metricsOf } from "../../../../infra/cluster/existing/metrics.ts";
import type { PrometheusSource } from "../../../../infra/observability/source.ts";
import type { FoundCluster } from "../../../../infra/topology/existing.ts";
import { planOf, type ExistingClusterPlan } from "../../../../infra/topology/plan.ts";
import { aConfig } from "../../helpers/builders.ts";

const FOUND: FoundCluster = {
  ...{ context: "staging", server: "https://cluster.example", hasNamespace: false },
  nodes: [
    {
      ...{ name: "node-a", uid: "uid-a", labels: {}, taints: [], isReady: true, isCordoned: false },
      ...{ cpus: 2, memoryMiB: 4096, provider: null, internalIp: "10.0.0.7", externalIp: null },
      kubeletVersion: "v1.35.2",
    },
  ],
};
const WORKLOAD = {
  helm: { chart: "oci://charts.example/shop" },
  entry: { service: "web" },
  services: { web: { replicas: 1 } },
};
const service = { namespace: "monitoring", name: "prometheus", port: 9090, path: "/" };

function sourceOf(observability: object): PrometheusSource {
  const config = aConfig({ topology: { cluster: {} }, workload: WORKLOAD, observability });
  const plan = planOf("shop", config, FOUND) as ExistingClusterPlan;
  assert.ok(plan.observability !== "none");
  return metricsOf(plan, plan.observability, "a kubeconfig", [{ service: "web", replica: 1, node: "node-a" }]);
}

describe("the metrics of a stack in an existing cluster", () => {
  it("come from the cluster's Prometheus, with the nodes' names for their addresses, and no target is known before", () => {
    const { access, targets, nodeOf, services } = sourceOf({ prometheus: { service } });
    assert.deepEqual(access, { kubeconfig: "a kubeconfig", service });
    assert.deepEqual([targets, nodeOf], [[], { "10.0.0.7": "node-a" }]);
    assert.deepEqual(services, [{ name: "web", nodes: ["node-a"], allowed: ["node-a"] }]);
  });

  it("have events of the cluster's API server also where Prometheus is reached by a URL", () => {
    const url = "https://prometheus.example";
    assert.deepEqual(sourceOf({ prometheus: { url } }).access, { url, kubeconfig: "a kubeconfig" });
  });

  it("come from a Prometheus of the stack's own in its second namespace, whose targets are known", () => {
    const { access, targets } = sourceOf({ install: true });
    assert.ok("service" in access);
    assert.equal(access.service?.namespace, "stackmark-shop-monitoring");
    assert.ok(targets.length > 0);
  });
});
