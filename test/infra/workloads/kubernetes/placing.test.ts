import assert from "node:assert/strict";
import { deploymentPatch, placed } from "../../../../infra/workloads/kubernetes/placing.ts";

describe("deploymentPatch", () => {
  it("a patch always names the replicas, and the node selector if there is one", () => {
    assert.deepEqual(deploymentPatch({ replicas: 3, nodeSelector: {} }), { replicas: 3 });
    const nodeSelector = { zone: "a" };
    assert.deepEqual(deploymentPatch({ replicas: 1, nodeSelector }), {
      replicas: 1,
      template: { spec: { nodeSelector } },
    });
  });
});

describe("an object as planned", () => {
  const container = (name: string) => ({ name, image: "example/web", resources: { requests: { cpu: "100m" } } });
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { nodeSelector: { "kubernetes.io/os": "linux" }, containers: [container("proxy"), container("web")] },
      },
    },
  };
  const plan = { name: "web", replicas: 3, nodeSelector: { zone: "a" }, nodes: ["server"] };

  it("it has the planned replicas, and the planned labels in its node selector beside its own", () => {
    const { spec } = placed(deployment, [plan]) as unknown as typeof deployment;
    assert.equal(spec.replicas, 3);
    assert.deepEqual(spec.template.spec.nodeSelector, { "kubernetes.io/os": "linux", zone: "a" });
    assert.deepEqual(spec.template.spec.containers, deployment.spec.template.spec.containers);
    assert.deepEqual(spec.selector, deployment.spec.selector);
  });

  it("planned resources are those of the container with the service's name, which keeps the others", () => {
    const resources = { limits: { memory: "128Mi" } };
    const { spec } = placed(deployment, [{ ...plan, replicas: null, resources }]) as unknown as typeof deployment;
    assert.equal(spec.replicas, 2);
    assert.deepEqual(
      spec.template.spec.containers.map((each) => each.resources),
      [{ requests: { cpu: "100m" } }, { requests: { cpu: "100m" }, limits: { memory: "128Mi" } }],
    );
  });

  it("an object that the plan does not have, or that makes no pods, stays as it is", () => {
    assert.equal(placed(deployment, [{ ...plan, name: "other" }]), deployment);
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: { ports: [] } };
    assert.equal(placed(service, [plan]), service);
  });
});
