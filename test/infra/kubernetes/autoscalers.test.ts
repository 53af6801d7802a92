import assert from "node:assert/strict";
import { KubeApi } from "../../../infra/kubernetes/api.ts";
import { autoscalersClient } from "../../../infra/kubernetes/autoscalers.ts";
import { startServer } from "../../helpers/misbehaving-server.ts";

const PATH = "/apis/autoscaling/v2/namespaces/rest-api/horizontalpodautoscalers/rest-api-stackmark";

describe("autoscalers of services", () => {
  const requests: { line: string; type: string; body: string }[] = [];
  let answer: { status: number; body: unknown } = { status: 200, body: {} };
  let server: Awaited<ReturnType<typeof startServer>>;
  let api: KubeApi;
  before(async () => {
    server = await startServer((request, response) => {
      let body = "";
      request.on("data", (part) => (body += String(part)));
      request.on("end", () => {
        const line = `${request.method} ${request.url}`;
        requests.push({ line, type: request.headers["content-type"] ?? "", body });
        response.writeHead(answer.status).end(JSON.stringify(answer.body));
      });
    });
    api = new KubeApi({ server: server.url });
  });
  after(async () => {
    await api.close();
    await server.close();
  });
  beforeEach(() => {
    requests.splice(0);
    answer = { status: 200, body: {} };
  });

  const client = () => autoscalersClient(api, "rest-api");

  it("one is applied with its bounds and the CPU that replicas shall use", async () => {
    await client().setAutoscaler("rest-api", { kind: "Deployment", min: 1, max: 4, cpuPct: 50 });
    const [{ line, type, body }] = requests as [(typeof requests)[number]];
    assert.deepEqual([line, type], [`PATCH ${PATH}?fieldManager=stackmark`, "application/apply-patch+yaml"]);
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
      requests.map(({ line }) => line),
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
