import assert from "node:assert/strict";
import { namespaceClient } from "../../../infra/kubernetes/namespace.ts";
import { scriptedApi } from "./scripted-api.ts";

const DEPLOYMENT = {
  metadata: { name: "frontend", generation: 3 },
  spec: { replicas: 2, template: { metadata: {}, spec: { nodeSelector: { zone: "a" }, containers: [] } } },
  status: { observedGeneration: 3, replicas: 2, updatedReplicas: 2, readyReplicas: 1 },
};
const POD = {
  metadata: {
    namespace: "boutique",
    name: "frontend-1",
    labels: { app: "shop", "pod-template-hash": "55fd497488" },
    ownerReferences: [{ kind: "ReplicaSet", name: "frontend-55fd497488", controller: true }],
    creationTimestamp: "2026-05-01T12:00:00Z",
  },
  spec: { nodeName: "server", containers: [] },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [{ name: "server", image: "shop:1", ready: true, state: { running: {} } }],
  },
};

describe("namespaceClient", () => {
  let answer: unknown;
  let stateful: unknown;
  const server = scriptedApi(({ url }) => ({ body: url.includes("/statefulsets") ? stateful : answer }));
  const { requests } = server;
  beforeEach(() => void (stateful = { items: [] }));

  it("Deployments and StatefulSets are read from the workload's namespace", async () => {
    answer = { items: [DEPLOYMENT] };
    stateful = { items: [{ ...DEPLOYMENT, metadata: { name: "store", generation: 3 } }] };
    const expected = {
      ...{ replicas: 2, podLabels: {}, nodeSelector: { zone: "a" } },
      ...{ containers: [], images: [], pullSecrets: [], isRolledOut: true },
    };
    assert.deepEqual(await namespaceClient(server.api, "boutique").deployments(), [
      { kind: "Deployment", name: "frontend", ...expected },
      { kind: "StatefulSet", name: "store", ...expected },
    ]);
    assert.deepEqual(requests.map(({ url }) => url).sort(), [
      "/apis/apps/v1/namespaces/boutique/deployments",
      "/apis/apps/v1/namespaces/boutique/statefulsets",
    ]);
  });

  it("a pod belongs to the StatefulSet, or to the Deployment of the ReplicaSet, that made it, whatever its labels say", async () => {
    const { metadata } = POD;
    const of = (kind: string, name: string) => ({
      ...POD,
      metadata: { ...metadata, ownerReferences: [{ kind, name, controller: true }] },
    });
    answer = {
      items: [POD, of("StatefulSet", "store"), of("DaemonSet", "agent"), of("ReplicaSet", "other-7b444bb888")],
    };
    const pods = await namespaceClient(server.api, "boutique").pods();
    assert.deepEqual(
      pods.map(({ service }) => service),
      ["frontend", "store", "", ""],
    );
  });

  it("services are read with their selectors and ports", async () => {
    const ports = [{ port: 80, targetPort: "http" }, { port: 9090 }];
    answer = { items: [{ metadata: { name: "web" }, spec: { selector: { app: "web" }, ports } }] };
    const [service] = await namespaceClient(server.api, "boutique").services();
    assert.deepEqual(service, {
      name: "web",
      selector: { app: "web" },
      ports: [
        { port: 80, targetPort: "http", nodePort: undefined },
        { port: 9090, targetPort: 9090, nodePort: undefined },
      ],
    });
  });

  it("setResources changes one container of a StatefulSet, and keeps its others", async () => {
    answer = {};
    stateful = {};
    const resources = { limits: { cpu: "1" } };
    await namespaceClient(server.api, "boutique").setResources("store", "db", resources, "StatefulSet");
    const [{ method, url, body }] = requests as [(typeof requests)[number]];
    assert.deepEqual(
      [method, url],
      ["PATCH", "/apis/apps/v1/namespaces/boutique/statefulsets/store?fieldManager=stackmark"],
    );
    assert.deepEqual(JSON.parse(body), { spec: { template: { spec: { containers: [{ name: "db", resources }] } } } });
  });

  it("a Deployment is not rolled out while its controller lags behind or pods of an earlier template remain", async () => {
    const { status } = DEPLOYMENT;
    for (const behind of [
      { ...status, observedGeneration: 2 },
      { ...status, replicas: 3 },
      { ...status, updatedReplicas: 1 },
      {},
    ]) {
      answer = { items: [{ ...DEPLOYMENT, status: behind }] };
      assert.equal(
        (await namespaceClient(server.api, "boutique").deployments())[0]!.isRolledOut,
        false,
        JSON.stringify(behind),
      );
    }
  });

  it("a pod has its node, its readiness and the reason why it waits", async () => {
    const { metadata } = POD;
    answer = {
      items: [
        POD,
        {
          metadata,
          spec: { containers: [] },
          status: { conditions: [{ type: "PodScheduled", status: "False", message: "0/2 nodes" }] },
        },
        {
          metadata: { ...metadata, deletionTimestamp: "2026-05-01T12:01:00Z" },
          spec: POD.spec,
          status: {
            containerStatuses: [
              { name: "server", image: "shop:1", ready: false, state: { waiting: { reason: "ImagePullBackOff" } } },
            ],
          },
        },
        { ...POD, status: { ...POD.status, phase: "Failed" } },
      ],
    };
    const shared = { name: "frontend-1", service: "frontend", createdAt: Date.parse("2026-05-01T12:00:00Z") };
    assert.deepEqual(await namespaceClient(server.api, "boutique").pods(), [
      { ...shared, node: "server", ready: true, isTerminating: false, waitingReason: null },
      { ...shared, node: null, ready: false, isTerminating: false, waitingReason: "0/2 nodes" },
      { ...shared, node: "server", ready: false, isTerminating: true, waitingReason: "ImagePullBackOff of shop:1" },
    ]);
  });

  it("setNodeSelector sends a patch that keeps other labels and removes those that are null", async () => {
    answer = {};
    await namespaceClient(server.api, "boutique").setNodeSelector("frontend", { role: "edge", zone: null });
    const [{ method, url, type, body }] = requests as [(typeof requests)[number]];
    assert.deepEqual(
      [method, url, type],
      [
        "PATCH",
        "/apis/apps/v1/namespaces/boutique/deployments/frontend?fieldManager=stackmark",
        "application/strategic-merge-patch+json",
      ],
    );
    assert.deepEqual(JSON.parse(body), {
      spec: { template: { spec: { nodeSelector: { role: "edge", zone: null } } } },
    });
  });

  it("deletePod deletes one pod", async () => {
    answer = {};
    await namespaceClient(server.api, "boutique").deletePod("frontend-1");
    assert.deepEqual(
      requests.map(({ method, url }) => [method, url]),
      [["DELETE", "/api/v1/namespaces/boutique/pods/frontend-1"]],
    );
  });

  it("the time of a release is that of its newest revision, which Helm stores first", async () => {
    const at = (creationTimestamp: string) => ({ metadata: { creationTimestamp } });
    answer = { items: [at("2026-05-01T12:00:00Z"), at("2026-05-01T13:00:00Z")] };
    assert.equal(await namespaceClient(server.api, "boutique").releasedAt(), Date.parse("2026-05-01T13:00:00Z"));
    answer = { items: [] };
    assert.equal(await namespaceClient(server.api, "boutique").releasedAt(), null);
  });

  it("a response of another form is rejected", async () => {
    answer = { items: [{ metadata: {} }] };
    await assert.rejects(namespaceClient(server.api, "boutique").pods(), { code: "KUBERNETES_API" });
    await assert.rejects(namespaceClient(server.api, "boutique").deployments(), { code: "KUBERNETES_API" });
  });
});
