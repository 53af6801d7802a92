import assert from "node:assert/strict";
import { autoscalersClient } from "../../../infra/kubernetes/autoscalers.ts";
import { scriptedApi } from "./scripted-api.ts";

const PATH = "/apis/autoscaling/v2/namespaces/rest-api/horizontalpodautoscalers/rest-api-stackmark";

describe("autoscalers of services", () => {
  let answer: { status: number; body: unknown };
  const server = scriptedApi(() => answer);
  const { requests } = server;
  beforeEach(() => void (answer = { status: 200, body: {} }));

  const client = () => autoscalersClient(server.api, "rest-api");

  it("one is applied with its bounds and the CPU that replicas shall use", async () => {
    await client().setAutoscaler("rest-api", { kind: "Deployment", min: 1, max: 4, cpuPct: 50 });
    const [{ method, url, type, body }] = requests as [(typeof requests)[number]];
    assert.deepEqual([method, url, type], ["PATCH", `${PATH}?fieldManager=stackmark`, "application/apply-patch+yaml"]);
    assert.deepEqual((JSON.parse(body) as { spec: unknown }).spec, {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "rest-api" },
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
    });
  });

  it("one that is gone is deleted already", async () => {
    answer = { status: 404, body: {} };
    await client().deleteAutoscaler("rest-api");
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      [`DELETE ${PATH}`],
    );
  });

  it("one can scale once Kubernetes has read the CPU of its pods; until then it says why not", async () => {
    const problemWith = (conditions: object[] | null) => {
      answer = { status: 200, body: { status: { conditions } } };
      return client().autoscalerProblem("rest-api");
    };
    assert.equal(await problemWith([{ type: "ScalingActive", status: "True" }]), null);
    const missing = { type: "ScalingActive", status: "False", message: "no metrics returned" };
    assert.equal(await problemWith([missing]), "no metrics returned");
    assert.equal(await problemWith(null), "it was not looked at yet");
  });
});
