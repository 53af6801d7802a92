import assert from "node:assert/strict";
import { parseObjectives } from "../../../results/derived/index.ts";
import { pointOf, scalingStudy, type ScalingRun } from "../../../results/scaling/index.ts";
import { aMetrics } from "../../helpers/builders.ts";
import { aRecommendation, aScalingRun, type ScalingFigures } from "../../helpers/scaling-runs.ts";

const objectives = parseObjectives("failures<5%");
const LOADS = [100, 200, 300, 400, 500, 600, 700, 800];
/** Grows with the users up to a rate, and stays there. */
const runsOf = (
  variant: string,
  mostPerS: number,
  figures: (users: number) => ScalingFigures = () => ({}),
): ScalingRun[] =>
  LOADS.map((users) => aScalingRun(variant, users, { ratePerS: Math.min(users, mostPerS), ...figures(users) }));

describe("a point of a scaling study", () => {
  it("has what is recommended for the scaled service after the load", () => {
    const recommended = aRecommendation();
    assert.deepEqual(pointOf(aScalingRun("vpa", 100, { recommended }), objectives).recommended, recommended);
    const other = aRecommendation({ service: "cart" });
    assert.equal(pointOf(aScalingRun("vpa", 100, { recommended: other }), objectives).recommended, null);
  });

  it("has the figures of the thesis: mean, errors, throughput, and what the service used", () => {
    const run = aScalingRun("initial", 100, { ratePerS: 30, avgMs: 18, failures: 40 });
    const metrics = aMetrics();
    const [service] = metrics.services;
    const gauge = (max: number) => ({ avg: 0, max });
    const used = {
      ...service!,
      name: "frontend",
      ...{ cpuCores: gauge(0.18), cpuPct: gauge(90), cpuRequestPct: gauge(180) },
      ...{ memoryBytes: gauge(2 ** 27), memoryPct: gauge(50), memoryRequestPct: gauge(100) },
      ...{ restarts: 1, oomKills: 1, replicas: { avg: 1.5, max: 2 } },
    };
    const load = run.outputs.load.map((cell) => ({ ...cell, metrics: { ...metrics, services: [used] } }));
    assert.deepEqual(pointOf({ ...run, outputs: { ...run.outputs, load } }, objectives), {
      users: 100,
      runId: "run-initial-100",
      ...{ avgMs: 18, p95Ms: 54, errorPct: 4, ratePerS: 30 },
      cpu: { max: 0.18, requestPct: 180, limitPct: 90 },
      memory: { max: 2 ** 27, requestPct: 100, limitPct: 50 },
      ...{ oomKills: 1, restarts: 1, replicas: { avg: 1.5, max: 2 } },
      recommended: null,
      ...{ broke: [], invalid: [] },
    });
  });

  it("values that were not measured are null, and not 0", () => {
    const { outputs, ...run } = aScalingRun("initial", 100);
    const load = outputs.load.map((cell) => ({ ...cell, metrics: null }));
    const { cpu, oomKills, restarts, replicas } = pointOf({ ...run, outputs: { ...outputs, load } }, objectives);
    assert.deepEqual(
      [cpu, oomKills, restarts, replicas],
      [{ max: null, requestPct: null, limitPct: null }, ...[null, null], { avg: null, max: null }],
    );
  });

  it("a load is too much where an objective fails or the target was down; a busy generator makes it invalid", () => {
    const of = (figures: ScalingFigures) => {
      const { broke, invalid } = pointOf(aScalingRun("initial", 100, figures), objectives);
      return { broke, invalid };
    };
    assert.deepEqual(of({ failures: 51 }), { broke: ["not failures<5%"], invalid: [] });
    const invalid = (code: string) => of({ status: "invalid", reasons: [{ code, message: "why" }] });
    assert.deepEqual(invalid("target-down"), { broke: ["why"], invalid: [] });
    assert.deepEqual(invalid("generator-limited"), { broke: [], invalid: ["why"] });
  });
});

describe("a scaling study", () => {
  const runs = [
    ...runsOf("initial", 400, (users) => (users > 600 ? { failures: 800 } : {})),
    ...runsOf("horizontal", 780, () => ({ avgMs: 2 })),
  ];
  const study = scalingStudy(runs, objectives);

  it("the capacity is the largest load below the first that was too much, or at least the largest that was measured", () => {
    assert.deepEqual(
      study.variants.map(({ name, capacity }) => [name, capacity]),
      [
        ["initial", { users: 600, isAtLeast: false }],
        ["horizontal", { users: 800, isAtLeast: true }],
      ],
    );
    const [broken] = scalingStudy([aScalingRun("initial", 100, { failures: 100 })], objectives).variants;
    assert.deepEqual(broken!.capacity, { users: null, isAtLeast: false });
  });

  it("the knee of each variant is where its throughput stops growing", () => {
    const [initial, horizontal] = study.variants;
    assert.ok(initial!.knee.found && Math.abs(initial!.knee.load - 400) < 20);
    assert.equal(horizontal!.knee.found, false);
    assert.ok(initial!.law.fitted);
  });

  it("every other variant is compared with the first one under the same users", () => {
    assert.deepEqual(
      study.verdicts.map(({ variant, users }) => [variant, users]),
      LOADS.map((users) => ["horizontal", users]),
    );
    assert.equal(study.verdicts[0]!.verdict, "better");
  });

  it("points are in the order of users, whatever the order of the runs", () => {
    const reversed = scalingStudy(runsOf("initial", 400).toReversed(), objectives);
    assert.deepEqual(
      reversed.variants[0]!.points.map(({ users }) => users),
      LOADS,
    );
  });
});
