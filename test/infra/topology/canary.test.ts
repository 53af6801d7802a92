import assert from "node:assert/strict";
import fc from "fast-check";
import { replicasFor, withCanary } from "../../../infra/topology/canary.ts";
import { planCluster, type RawStack } from "./stacks.ts";

const boutique = (workload: object): RawStack => ({
  topology: { nodes: [{ name: "server", cloud: "azure", role: "server", size: "Standard_D8s_v5" }] },
  workload: { name: "boutique", ...workload },
  access: { adminCidrs: ["203.0.113.0/29"] },
});
const image = "example/frontend:2";

describe("pods that divide users", () => {
  it("a quarter takes three pods and one", () => {
    assert.deepEqual(replicasFor(0.25, 1), { stable: 3, canary: 1 });
    assert.deepEqual(replicasFor(0.25, 4), { stable: 6, canary: 2 });
    assert.deepEqual(replicasFor(0.5, 1), { stable: 1, canary: 1 });
  });

  it("no other numbers of up to 20 pods come nearer to the wanted share", () => {
    const shapes = fc.record({ weight: fc.integer({ min: 1, max: 99 }), least: fc.integer({ min: 1, max: 19 }) });
    fc.assert(
      fc.property(shapes, ({ weight, least }) => {
        const { stable, canary } = replicasFor(weight / 100, least);
        assert.ok(stable >= least && canary >= 1 && stable + canary <= 20);
        const distance = (s: number, c: number) => Math.abs(c / (s + c) - weight / 100);
        for (let s = least; s < 20; s += 1)
          for (let c = 1; s + c <= 20; c += 1)
            assert.ok(distance(stable, canary) <= Math.max(0.01, distance(s, c)) + 1e-12, `${s} + ${c}`);
      }),
    );
  });
});

describe("the plan of a canary", () => {
  it("behind a node port, users are divided by pods, and the stable version gets as many as that takes", () => {
    const { canary, workload } = planCluster(boutique({ canary: { service: "frontend", image } }));
    assert.deepEqual(
      { ...canary, match: null },
      {
        ...{ service: "frontend", deployment: "frontend-canary", weight: 0.25, share: 0.25 },
        ...{ by: "replicas", unit: "connections", replicas: { stable: 3, canary: 1 } },
        ...{ image, env: {}, rendered: null, match: null },
      },
    );
    const replicas = workload.services.filter(({ name }) => name.startsWith("frontend"));
    assert.deepEqual(
      replicas.map((each) => [each.name, each.replicas]),
      [
        ["frontend", 3],
        ["frontend-canary", 1],
      ],
    );
  });

  it("behind a proxy, requests to the entry are divided by weights, and replicas stay", () => {
    const exposure = { kind: "Ingress" };
    const { canary } = planCluster(boutique({ exposure, canary: { service: "frontend", image, weight: 10 } }));
    assert.deepEqual([canary!.by, canary!.unit, canary!.share], ["ingress", "requests", 0.1]);
    assert.deepEqual(canary!.replicas, { stable: 1, canary: 1 });
  });

  it("a service that no proxy leads to is divided by pods", () => {
    const { canary } = planCluster(
      boutique({ exposure: { kind: "Ingress" }, canary: { service: "cartservice", env: { VERSION: "2" } } }),
    );
    assert.deepEqual([canary!.by, canary!.unit], ["replicas", "connections"]);
  });

  it("a share that pods do not allow is said in the notes, and so is that requests may cross nodes", () => {
    const { notes, canary } = planCluster(boutique({ canary: { service: "frontend", image, weight: 1 } }));
    assert.equal(canary!.share, 1 / 20);
    const note =
      "the canary of frontend gets 5 % of connections, by its pods: 1 beside 19, which is as near to 1 % as numbers of pods come";
    assert.ok(notes.includes(note), notes.join("\n"));
    assert.ok(notes.some((text) => text.startsWith("users reach the entry's pods on all nodes")));
    assert.ok(notes.some((text) => text.startsWith("nothing tells the canary's responses apart")));
  });

  it("another image, share or way of dividing is another workload, whose cells are measured again", () => {
    const digestOf = (canary: object | undefined): string =>
      planCluster(boutique(canary ? { canary } : {})).workloadDigest;
    const digests = [
      undefined,
      { service: "frontend", image },
      { service: "frontend", image: "example/frontend:3" },
      { service: "frontend", image, weight: 50 },
    ].map(digestOf);
    assert.equal(new Set(digests).size, digests.length);
  });

  it("a service of a chart whose services are not known before gets both versions all the same", () => {
    const { canary } = planCluster(boutique({ canary: { service: "frontend", image } }));
    const services = withCanary([], canary, { tier: "edge" });
    assert.deepEqual(services, [
      { name: "frontend", replicas: 3, nodeSelector: { tier: "edge" } },
      { name: "frontend-canary", replicas: 1, nodeSelector: { tier: "edge" } },
    ]);
  });

  it("what tells its responses apart goes into the load", () => {
    const match = { header: "x-version", contains: "v2" };
    assert.deepEqual(planCluster(boutique({ canary: { service: "frontend", image, match } })).canary!.match, match);
  });
});
