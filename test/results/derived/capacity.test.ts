import assert from "node:assert/strict";
import { demandAndCapacity, parseObjectives } from "../../../results/derived/index.ts";
import { anArchivedRun } from "../../helpers/archived-runs.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";

/** A run on so many CPUs, with a p95 for each load. */
function run(runId: string, cpus: number, p95: Record<number, number | null>) {
  const load = Object.entries(p95).map(([users, value]) => {
    const overall = anEndpoint({ latencyMs: aLatency(10, { p95: value }) });
    return aCell({
      runId,
      level: `u${users}`,
      cell: `load-u${users}-1`,
      result: aResult({ spec: { model: "closed", users: Number(users) }, overall }),
    });
  });
  const [node] = anOutputs().nodes;
  return anArchivedRun(anOutputs({ runId, stack: runId, nodes: [{ ...node!, cpus }], load }));
}
const slo = parseObjectives("p95<200, failures<1");

describe("demand and capacity over a set of runs", () => {
  const small = run("small", 2, { 10: 50, 50: 150, 200: 900 });
  const large = run("large", 8, { 10: 40, 50: 60, 200: 120 });

  it("the capacity of a run is its maximum load within the objectives, marked where it may be higher", () => {
    const { capacities } = demandAndCapacity([small, large], slo);
    assert.deepEqual(
      capacities.map(({ runId, level, atLeast }) => [runId, level?.load ?? null, atLeast]),
      [
        ["small", 50, false],
        ["large", 200, true],
      ],
    );
  });

  it("the demand of a load is the fewest resources that sustained it", () => {
    const { demands } = demandAndCapacity([large, small], slo);
    assert.deepEqual(
      demands.map(({ load, run }) => [load, run?.runId]),
      [
        [10, "small"],
        [50, "small"],
        [200, "large"],
      ],
    );
  });

  it("a demand without a run says whether no run sustained the load, or none that did recorded its nodes", () => {
    const unknown = anArchivedRun({ ...run("unknown", 2, { 10: 50, 200: 900 }).outputs!, nodes: [] });
    assert.deepEqual(
      demandAndCapacity([unknown], slo).demands.map(({ load, reason }) => [load, reason]),
      [
        [10, "unknown: no run that sustained it recorded its nodes"],
        [200, "no run sustained it"],
      ],
    );
    assert.equal(demandAndCapacity([unknown, small], slo).demands[0]!.reason, null);
  });

  it("no capacity lies beyond a failed load", () => {
    const gap = run("gap", 4, { 10: 50, 50: 900, 200: 50 });
    const none = run("none", 4, { 10: 900 });
    const { capacities } = demandAndCapacity([gap, none], slo);
    assert.deepEqual(
      capacities.map(({ level }) => level?.load ?? null),
      [10, null],
    );
  });

  it("where no load is known to meet the objectives, the capacity has the reason", () => {
    const invalid = run("invalid", 4, { 10: 50 });
    for (const { output } of invalid.cells) output!.result.status = "invalid";
    const unmeasured = run("unmeasured", 4, { 10: null });
    const runs = [invalid, unmeasured, run("failed", 4, { 10: 900 }), run("empty", 4, {}), run("met", 4, { 10: 50 })];
    const { capacities } = demandAndCapacity(runs, slo);
    assert.deepEqual(
      capacities.map(({ reason }) => reason),
      [
        "all of its cells are invalid",
        "no load is known to meet them, because a metric was not measured, such as a percentile of too few requests",
        "10 (u10) already fails them",
        "no cell has a result",
        null,
      ],
    );
  });

  it("an unknown level is not a failure: a higher load that was sustained decides", () => {
    const { capacities, demands } = demandAndCapacity([run("few", 4, { 10: null, 50: 60, 200: 900 })], slo);
    assert.deepEqual([capacities[0]?.level?.load, capacities[0]?.atLeast], [50, false]);
    assert.deepEqual(
      demands.map(({ run }) => run?.runId ?? null),
      ["few", "few", null],
    );
    const open = demandAndCapacity([run("few", 4, { 10: 50, 50: null, 200: 900 })], slo);
    assert.deepEqual([open.capacities[0]?.level?.load, open.capacities[0]?.atLeast], [10, true]);
  });

  it("an objective on a metric that was not measured is not met", () => {
    const { capacities, demands } = demandAndCapacity([run("unknown", 4, { 10: null })], slo);
    assert.deepEqual([capacities[0]?.level, demands[0]?.run], [null, null]);
  });
});

describe("objectives", () => {
  it("objectives are parsed with numbers in the metric's unit", () => {
    assert.deepEqual(
      slo.map(({ metric, below, bound }) => [metric, below, bound]),
      [
        ["p95", true, 200],
        ["failures", true, 1],
      ],
    );
  });

  it("an objective's limit may have a unit, and is then in the metric's own", () => {
    const bounds = parseObjectives("p95<200ms,p99<2s,failures<1%,failures<.5,rate>100/s").map(({ bound }) => bound);
    assert.deepEqual(bounds, [200, 2000, 1, 0.5, 100]);
    assert.throws(() => parseObjectives("p95<5%,failures<2s,failures<101"), {
      message: /"p95<5%", "failures<2s", "failures<101"/,
    });
  });

  it("invalid objectives are all named, with the valid form", () => {
    assert.throws(() => parseObjectives("p95<200,p42<1,fast"), {
      code: "RESULTS_BAD_OBJECTIVE",
      message: /"p42<1", "fast".*metrics: rate, failures/,
    });
  });
});
