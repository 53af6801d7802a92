import assert from "node:assert/strict";
import type { ContainerRecommendation } from "../../../../infra/kubernetes/recommendations.ts";
import { readRecommendations } from "../../../../infra/workloads/recommender/read.ts";
import type { WithCluster } from "../../../../infra/workloads/rollout/wait.ts";
import { recommendationsSchema } from "../../../../results/schema/recommendation.ts";
import { VirtualCluster } from "../rollout/virtual-cluster.ts";

const source = { kubeconfig: "secret", namespace: "boutique", services: ["frontend"] };
const amounts = (cpuCores: number, memoryMiB: number) => ({ cpuCores, memoryBytes: memoryMiB * 2 ** 20 });
const readAt = (at: number, samples: number): ContainerRecommendation => ({
  container: "frontend",
  target: amounts(0.126, 100),
  lowerBound: amounts(0.01, 50),
  upperBound: amounts(1, 250),
  samples,
  lastSampleAt: new Date(at).toISOString(),
});
const on =
  (virtual: VirtualCluster): WithCluster =>
  (_access, _probed, work) =>
    work(virtual.context);

describe("what is recommended after a load", () => {
  it("is read once its recommender has a reading from after the load, with what is requested now", async () => {
    const virtual = new VirtualCluster();
    virtual.resources = { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "200m" } };
    const endedAt = virtual.clock.now();
    virtual.recommend = () => {
      const isSeen = virtual.clock.now() >= endedAt + 40_000;
      return readAt(isSeen ? endedAt + 5_000 : endedAt - 10_000, isSeen ? 14 : 12);
    };
    const found = await readRecommendations(source, endedAt, on(virtual));
    assert.deepEqual(found, [
      {
        service: "frontend",
        ...readAt(endedAt + 5_000, 14),
        requests: amounts(0.1, 128),
        limits: { cpuCores: 0.2, memoryBytes: null },
        coversLoad: true,
      },
    ]);
    assert.deepEqual(recommendationsSchema.parse(found), found);
    assert.equal(virtual.clock.now() - endedAt, 40_000);
  });

  it("without such a reading within 90 s, it is the last one, and says so", async () => {
    const virtual = new VirtualCluster();
    const endedAt = virtual.clock.now();
    virtual.recommend = () => readAt(endedAt - 10_000, 12);
    const found = await readRecommendations(source, endedAt, on(virtual));
    assert.ok(Array.isArray(found));
    assert.deepEqual(
      found.map(({ samples, coversLoad }) => [samples, coversLoad]),
      [[12, false]],
    );
    assert.equal(virtual.clock.now() - endedAt, 90_000);
  });

  it("stays what was read while the API server does not answer", async () => {
    const virtual = new VirtualCluster();
    const endedAt = virtual.clock.now();
    virtual.failing = 1;
    virtual.recommend = () => {
      virtual.failing = Infinity;
      return readAt(endedAt - 10_000, 12);
    };
    const found = await readRecommendations(source, endedAt, on(virtual));
    assert.deepEqual(Array.isArray(found) && found.map(({ samples, coversLoad }) => [samples, coversLoad]), [
      [12, false],
    ]);
  });

  it("is a problem where nothing is recommended, or the API server does not answer, and never an error", async () => {
    const virtual = new VirtualCluster();
    virtual.recommend = () => ({ problem: "No pods match this VPA object" });
    assert.deepEqual(await readRecommendations(source, virtual.clock.now(), on(virtual)), {
      problem: "nothing is recommended for frontend: No pods match this VPA object",
    });
    virtual.failing = Infinity;
    assert.deepEqual(await readRecommendations(source, virtual.clock.now(), on(virtual)), {
      problem: "the API server is busy",
    });
  });
});
