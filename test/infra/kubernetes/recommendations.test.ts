import assert from "node:assert/strict";
import { recommendationsClient } from "../../../infra/kubernetes/recommendations.ts";
import { scriptedApi } from "./scripted-api.ts";

const GROUP = "/apis/autoscaling.k8s.io/v1/namespaces/rest-api";
const PATH = `${GROUP}/verticalpodautoscalers/rest-api-stackmark`;
const CHECKPOINTS = `${GROUP}/verticalpodautoscalercheckpoints`;

const amounts = (cpu: string, memory: string) => ({ cpu, memory });
const recommended = (containerName: string, cpu = "126m") => ({
  containerName,
  target: amounts(cpu, "104857600"),
  lowerBound: amounts("10m", "52428800"),
  upperBound: amounts("1", "262144k"),
  uncappedTarget: amounts(cpu, "104857600"),
});
const checkpoint = (containerName: string, status?: object) => ({
  spec: { vpaObjectName: "rest-api-stackmark", containerName },
  status,
});
const READ = { totalSamplesCount: 14, lastSampleStart: "2026-05-01T12:00:00Z" };

describe("recommendations for services", () => {
  let answers: Record<string, { status?: number; body: unknown }>;
  const server = scriptedApi(({ url }) => answers[url.split("?")[0]!] ?? { body: {} });
  const { requests } = server;
  beforeEach(() => void (answers = {}));

  const client = () => recommendationsClient(server.api, "rest-api");
  const withStatus = (status: object | undefined, items: object[] = []) => {
    answers = { [PATH]: { body: { status } }, [CHECKPOINTS]: { body: { items } } };
    return client().recommendation("rest-api");
  };

  it("a VerticalPodAutoscaler is applied that changes no pods", async () => {
    await client().setRecommended("rest-api", "StatefulSet");
    const [{ method, url, type, body }] = requests as [(typeof requests)[number]];
    assert.deepEqual([method, url, type], ["PATCH", `${PATH}?fieldManager=stackmark`, "application/apply-patch+yaml"]);
    assert.deepEqual((JSON.parse(body) as { spec: unknown }).spec, {
      targetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "rest-api" },
      updatePolicy: { updateMode: "Off" },
    });
  });

  it("one that is gone is deleted already, as where the cluster knows no such objects", async () => {
    answers = { [PATH]: { status: 404, body: "404 page not found" } };
    await client().deleteRecommended("rest-api");
    assert.deepEqual(
      requests.map(({ method, url }) => `${method} ${url}`),
      [`DELETE ${PATH}`],
    );
  });

  it("a recommendation is of the service's main container, in cores and bytes, with its readings", async () => {
    const containerRecommendations = [recommended("proxy", "15m"), recommended("rest-api")];
    const items = [checkpoint("proxy", { ...READ, totalSamplesCount: 2 }), checkpoint("rest-api", READ)];
    assert.deepEqual(await withStatus({ recommendation: { containerRecommendations } }, items), {
      container: "rest-api",
      target: { cpuCores: 0.126, memoryBytes: 100 * 2 ** 20 },
      lowerBound: { cpuCores: 0.01, memoryBytes: 50 * 2 ** 20 },
      upperBound: { cpuCores: 1, memoryBytes: 262_144_000 },
      samples: 14,
      lastSampleAt: "2026-05-01T12:00:00Z",
    });
  });

  it("without one, it says why there is none", async () => {
    const message = "No pods match this VPA object";
    const conditions = [{ type: "RecommendationProvided", status: "False", message }];
    assert.deepEqual(await withStatus({ conditions }), { problem: message });
    assert.deepEqual(await withStatus(undefined), { problem: "its recommender has not read its pods yet" });
    const recommendation = { containerRecommendations: [recommended("rest-api")] };
    assert.deepEqual(await withStatus({ recommendation }, [checkpoint("rest-api")]), {
      problem: "its recommender has not kept a reading of its pods yet",
    });
  });

  it("an amount that is no quantity is refused", async () => {
    const recommendation = { containerRecommendations: [recommended("rest-api", "many")] };
    await assert.rejects(withStatus({ recommendation }), { code: "KUBERNETES_API", message: /VerticalPodAutoscaler/ });
  });
});
