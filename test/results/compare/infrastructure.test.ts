import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { aWanOutputs, anOutputs } from "../../helpers/builders.ts";

describe("the infrastructure difference", () => {
  it("equal deployments have no infrastructure differences", () => {
    assert.deepEqual(compare(anOutputs(), anOutputs({ runId: "run-b" })).infrastructure, []);
  });

  it("infrastructure differences are what was added, removed or moved", () => {
    const { infrastructure } = compare(anOutputs(), aWanOutputs());
    assert.deepEqual(infrastructure, [
      { section: "nodes", item: "node-2", a: null, b: "agent, local-2: 2 CPUs (limited), 1024 MiB (limited)" },
      { section: "links", item: "node-1 – node-2", a: null, b: "30 ms ± 2 ms each way, 100 Mbit/s" },
      { section: "services", item: "frontend", a: "1 × any node", b: "1 × zone=far" },
      { section: "placement", item: "frontend", a: "node-1", b: "node-2" },
    ]);
    const back = compare(aWanOutputs(), anOutputs()).infrastructure;
    assert.deepEqual(
      back.map(({ section, item, a, b }) => ({ section, item, a: b, b: a })),
      infrastructure,
    );
  });

  it("infrastructure differences include replicas, levels and versions", () => {
    const a = anOutputs();
    const b = anOutputs({
      placement: [...a.placement, { service: "cart", replica: 1, node: "node-1" }],
      plan: { ...a.plan, levels: [{ name: "low", users: 20, spawnRatePerS: 20, durationMs: 20_000 }] },
      environment: { ...a.environment!, versions: { stackmark: "0.2.0" } },
    });
    assert.deepEqual(
      compare(a, b).infrastructure.map(({ section, a, b }) => [section, a, b]),
      [
        ["placement", "node-1", "node-1, node-1"],
        ["levels", "10 users, 20 per s, 20 s", "20 users, 20 per s, 20 s"],
        ["environment", "0.1.0", "0.2.0"],
      ],
    );
  });
});
