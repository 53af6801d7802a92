import assert from "node:assert/strict";
import type { VersionStats } from "@stackmark/loadgen/schema";
import { judgeCanary } from "../../../results/canary/index.ts";
import type { CanaryPlan } from "../../../results/schema/canary.ts";
import type { Usage } from "../../../results/schema/outputs.ts";
import { aCell, aLatency, aMetrics, anEndpoint, anOutputs, aResult } from "../../helpers/builders.ts";

const PLAN: CanaryPlan = {
  ...{ service: "web", deployment: "web-canary", weight: 0.25, share: 0.25, by: "replicas", unit: "connections" },
  replicas: { stable: 3, canary: 1 },
};

interface Version {
  requests?: number;
  failures?: number;
  avgMs?: number;
  connections?: number;
}

function version(
  name: VersionStats["name"],
  { requests = 1000, failures = 0, avgMs = 10, connections = 100 }: Version,
): VersionStats {
  const latencyMs = aLatency(avgMs);
  const stats = anEndpoint({ requests, ok: requests - failures, failures, latencyMs, allLatencyMs: latencyMs });
  return { ...stats, name, responses: requests, connections };
}

const MARGINS = { relativePct: { rate: 5, p50: 5, p95: 10 }, failurePoints: 0.1, floorMs: 0.2, overheadFactor: 2 };

/** A run with three repeats, each of which answered in slightly different times. */
function aRun(stable: Version, canary: Version, more: VersionStats[] = [], plan: CanaryPlan | null = PLAN) {
  const load = [1, 2, 3].map((repeat) => {
    const of = (given: Version): Version => ({ ...given, avgMs: (given.avgMs ?? 10) * (1 + repeat / 1000) });
    const startedAt = `2026-03-01T10:0${repeat}:00.000Z`;
    const versions = [version("stable", of(stable)), version("canary", of(canary)), ...more];
    return aCell({ repeat, cell: `load-low-${repeat}`, order: repeat, result: aResult({ startedAt, versions }) });
  });
  const outputs = anOutputs({ load });
  const primaries = [
    { level: "low", metric: "p50" },
    { level: "low", metric: "rate" },
  ];
  return {
    ...outputs,
    plan: { ...outputs.plan, canary: plan ?? undefined, comparison: { primaries, notPlanned: [], margins: MARGINS } },
  };
}

describe("the judgement of a canary", () => {
  it("a slower canary is worse, and one that is as fast makes no difference", () => {
    assert.equal(judgeCanary(aRun({}, { avgMs: 20 }))!.comparison!.verdicts.verdict, "worse");
    assert.equal(judgeCanary(aRun({}, { avgMs: 10 }))!.comparison!.verdicts.verdict, "no difference");
  });

  it("versions were measured at the same time, so that repeats are pairs", () => {
    const { comparison } = judgeCanary(aRun({}, { avgMs: 20 }))!;
    const p50 = comparison!.levels[0]!.metrics.find(({ metric }) => metric === "p50")!;
    assert.equal(p50.spread!.method, "paired");
    assert.deepEqual([comparison!.a.label, comparison!.b.label], ["stable", "canary"]);
  });

  it("that both are of the same run is no warning", () => {
    assert.deepEqual(judgeCanary(aRun({}, {}))!.comparison!.warnings, []);
  });

  it("a canary that fails is worse although it is as fast", () => {
    const { comparison } = judgeCanary(aRun({}, { failures: 100 }))!;
    assert.deepEqual(
      comparison!.verdicts.guards.map(({ verdict }) => verdict),
      ["worse"],
    );
    assert.equal(comparison!.verdicts.verdict, "worse");
  });

  it("rates follow from the split, so that they are compared nowhere", () => {
    const { comparison } = judgeCanary(aRun({ requests: 3000 }, { requests: 1000 }))!;
    assert.ok(comparison!.levels.every(({ metrics }) => metrics.every(({ metric }) => metric !== "rate")));
    assert.deepEqual(
      comparison!.verdicts.primaries.map(({ metric }) => metric),
      ["p50"],
    );
  });

  it("a split by pods counts connections, over all cells", () => {
    const { split } = judgeCanary(aRun({ requests: 9000, connections: 30 }, { requests: 1000, connections: 10 }))!;
    assert.deepEqual([split.unit, split.stable, split.canary], ["connections", 90, 30]);
    assert.equal(split.share!.value, 0.25);
    assert.equal(split.isAsPlanned, true);
  });

  it("the share of the bytes that pods received is beside it, from cells in which both were measured", () => {
    const usage = (name: string, total: number | null): Usage => ({
      ...aMetrics().services[0]!,
      name,
      networkInBytes: { total, perS: total },
    });
    const run = aRun({}, {});
    const load = run.load.map((cell, i) => {
      const services = [usage("web", 3000), usage("web-canary", i === 0 ? null : 1000)];
      return { ...cell, metrics: { ...aMetrics(), services } };
    });
    assert.equal(judgeCanary({ ...run, load })!.split.ofTraffic, 0.25);
    assert.equal(judgeCanary({ ...run, load: load.slice(0, 1) })!.split.ofTraffic, null);
  });

  it("a split by a proxy counts requests", () => {
    const plan: CanaryPlan = { ...PLAN, by: "ingress", unit: "requests" };
    const { split } = judgeCanary(aRun({ requests: 900 }, { requests: 100 }, [], plan))!;
    assert.deepEqual([split.unit, split.stable, split.canary, split.isAsPlanned], ["requests", 2700, 300, false]);
  });

  it("requests of an unknown version are of neither side, and are counted", () => {
    const unknown = version("unknown", { requests: 7, failures: 7 });
    const { split, comparison } = judgeCanary(aRun({}, {}, [unknown]))!;
    assert.equal(split.unknown, 21);
    assert.deepEqual(
      comparison!.verdicts.guards.map(({ verdict }) => verdict),
      ["no failures"],
    );
  });

  it("without responses of the canary there is a split, and no verdict", () => {
    const run = aRun({}, {});
    const load = run.load.map((cell) => ({
      ...cell,
      result: { ...cell.result, versions: cell.result.versions!.slice(0, 1) },
    }));
    const { split, comparison } = judgeCanary({ ...run, load })!;
    assert.equal(comparison, null);
    assert.deepEqual([split.share!.value, split.isAsPlanned], [0, false]);
  });

  it("a run that tells no versions apart and plans none has no canary", () => {
    assert.equal(judgeCanary(anOutputs()), null);
  });

  it("a run without a plan has a split that is compared with nothing", () => {
    const { plan, split } = judgeCanary(aRun({}, {}, [], null))!;
    assert.deepEqual([plan, split.planned, split.isAsPlanned], [null, null, null]);
  });
});
