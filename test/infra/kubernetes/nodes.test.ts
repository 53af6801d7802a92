import assert from "node:assert/strict";
import { nodesClient, type NodesClient } from "../../../infra/kubernetes/nodes.ts";
import { scriptedApi } from "./scripted-api.ts";

describe("nodesClient", () => {
  let answer: unknown;
  let status: number;
  const server = scriptedApi(() => ({ status, body: answer }));
  const client = (): NodesClient => nodesClient(server.api);
  const requests = (): string[] => server.requests.map(({ method, url }) => `${method} ${url}`);
  beforeEach(() => void ([status, answer] = [200, {}]));

  it("pods of DaemonSets, which would be created again, and pods that have ended are not among those of a node", async () => {
    const pod = (name: string, kind: string, phase: string) => ({
      metadata: {
        ...{ namespace: "boutique", name, creationTimestamp: "2026-05-01T12:00:00Z" },
        ownerReferences: [{ kind, name: "owner", controller: true }],
      },
      spec: { nodeName: "former", containers: [{ name: "server" }] },
      status: { phase },
    });
    answer = {
      items: [
        pod("frontend-1", "ReplicaSet", "Running"),
        pod("exporter-1", "DaemonSet", "Running"),
        pod("frontend-0", "ReplicaSet", "Failed"),
      ],
    };
    assert.deepEqual(await client().podsOn("former"), [{ namespace: "boutique", name: "frontend-1" }]);
    assert.deepEqual(requests(), ["GET /api/v1/pods?fieldSelector=spec.nodeName%3Dformer"]);
  });

  it("a node is cordoned and deleted, and a pod is deleted with its own grace period or with none", async () => {
    const pod = { namespace: "boutique", name: "frontend-1" };
    await client().cordon("former");
    await client().deletePod(pod);
    await client().deletePod(pod, 0);
    await client().deleteNode("former");
    assert.deepEqual(requests(), [
      "PATCH /api/v1/nodes/former?fieldManager=stackmark",
      "DELETE /api/v1/namespaces/boutique/pods/frontend-1",
      "DELETE /api/v1/namespaces/boutique/pods/frontend-1?gracePeriodSeconds=0",
      "DELETE /api/v1/nodes/former",
    ]);
  });

  it("what is gone already counts as deleted, and a refusal does not", async () => {
    status = 404;
    await client().deleteNode("former");
    status = 403;
    await assert.rejects(client().deleteNode("former"), {
      code: "KUBERNETES_API",
      message: /DELETE .*former: HTTP 403/,
    });
  });

  it("a list of another form is rejected", async () => {
    answer = { items: [{}] };
    await assert.rejects(client().nodes(), { code: "KUBERNETES_API", message: /unexpected nodes/ });
  });
});
