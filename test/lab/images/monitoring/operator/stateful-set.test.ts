import assert from "node:assert/strict";
import {
  statefulSet,
  statusOf,
  type PrometheusResource,
} from "../../../../../lab/images/monitoring/operator/stateful-set.ts";

const resource: PrometheusResource = {
  metadata: { name: "observability-prometheus", namespace: "monitoring", uid: "an-id", generation: 3 },
  spec: {
    image: "example.org/prometheus:1",
    retention: "2d",
    serviceAccountName: "account",
    nodeSelector: { "kubernetes.io/hostname": "server" },
    configuration: { configMap: "file", digest: "one" },
  },
};

describe("the operator's StatefulSet", () => {
  it("it has the name that the operator gives, and is deleted with its resource", () => {
    const { name, ownerReferences } = statefulSet(resource).metadata;
    assert.equal(name, "prometheus-observability-prometheus");
    assert.deepEqual(
      ownerReferences.map(({ kind, uid, controller }) => [kind, uid, controller]),
      [["Prometheus", "an-id", true]],
    );
  });

  it("pods have what the resource says", () => {
    const { template, replicas } = statefulSet(resource).spec;
    const { containers, nodeSelector, serviceAccountName } = template.spec;
    assert.equal(replicas, 1);
    assert.deepEqual([nodeSelector, serviceAccountName], [resource.spec.nodeSelector, "account"]);
    assert.equal(containers[0]!.image, "example.org/prometheus:1");
    assert.ok(containers[0]!.args.includes("--storage.tsdb.retention.time=2d"));
  });

  it("another configuration makes other pods", () => {
    const spec = { ...resource.spec, configuration: { configMap: "file", digest: "two" } };
    const changed = statefulSet({ ...resource, spec });
    assert.notDeepEqual(changed.spec.template, statefulSet(resource).spec.template);
  });

  it("a resource is available once all of its pods are ready", () => {
    assert.deepEqual(
      [0, 1].map((ready) => {
        const { availableReplicas, unavailableReplicas, conditions } = statusOf(resource, ready);
        return [availableReplicas, unavailableReplicas, conditions[0]!.status, conditions[0]!.observedGeneration];
      }),
      [
        [0, 1, "False", 3],
        [1, 0, "True", 3],
      ],
    );
  });
});
