import assert from "node:assert/strict";
import type { MeasuredRun } from "../../../results/archive/index.ts";
import type { MeasuredCell } from "../../../results/schema/outputs.ts";
import { trendOf } from "../../../results/trend/index.ts";
import { aCell, aLatency, aResult, anEndpoint } from "../../helpers/builders.ts";

const AVG_TO_P50 = aLatency(1).p50!;

/** The nth run of a stack, an hour after the one before. */
function run(n: number, avgMs: number, over: Partial<MeasuredCell> = {}, rest: Partial<MeasuredRun> = {}): MeasuredRun {
  const runId = `run-${String(n).padStart(2, "0")}`;
  const startedAt = new Date(Date.UTC(2026, 0, 1, n)).toISOString();
  const result = aResult({ startedAt, overall: anEndpoint({ latencyMs: aLatency(avgMs) }), ...over.result });
  const load = [aCell({ runId, ...over, result })];
  return { runId, stack: "shop", labels: {}, topologyDigest: "0", load, ...rest };
}

/** 2 % of noise without randomness. */
const wave = (n: number) => 1 + 0.02 * Math.sin(7 * n);
const steady = (count: number, avgMs = 10, from = 0) =>
  Array.from({ length: count }, (_, i) => run(from + i, avgMs * wave(i)));
const seriesOf = (runs: MeasuredRun[], metric: string, level = "low") =>
  trendOf(runs).series.find((each) => each.metric === metric && each.level === level)!;

describe("the trend of a stack", () => {
  it("a step is a change with its runs, means, relative size, direction and p", () => {
    const [change, ...others] = seriesOf([...steady(12), ...steady(8, 12, 12)], "p50").changes;
    assert.deepEqual(others, []);
    assert.deepEqual([change!.runId, change!.afterRunId, change!.direction], ["run-12", "run-11", "worse"]);
    assert.ok(Math.abs(change!.before - 10 * AVG_TO_P50) < 0.2 && Math.abs(change!.relative! - 0.2) < 0.02);
    assert.ok(change!.p <= 0.01);
    assert.equal(change!.absolute, change!.after - change!.before);
  });

  it("runs without a change have none, and the order of the arguments is of no importance", () => {
    const runs = steady(20);
    const trend = trendOf(runs);
    assert.deepEqual(
      trend.series.flatMap(({ changes }) => changes),
      [],
    );
    assert.deepEqual(trendOf(runs.toReversed()), trend);
    assert.deepEqual(
      trend.runs.map(({ runId }) => runId),
      runs.map(({ runId }) => runId),
    );
  });

  it("repeats of a run are one point, and each level has series of its own", () => {
    const twice = steady(4).map((each, n) => {
      const cell = each.load[0]!;
      const result = { ...cell.result, overall: anEndpoint({ latencyMs: aLatency(40 * wave(n)) }) };
      return {
        ...each,
        load: [
          cell,
          { ...cell, cell: "load-low-2", repeat: 2, result },
          { ...cell, cell: "load-high-1", level: "high" },
        ],
      };
    });
    const { points } = seriesOf(twice, "p50");
    assert.equal(points.length, 4);
    assert.ok(Math.abs(points[0]!.value - 20 * AVG_TO_P50) < 0.01, "the geometric mean of 10 and 40");
    assert.equal(seriesOf(twice, "p50", "high").points[0]!.value, 10 * AVG_TO_P50);
  });

  it("cells that are not evidence, or were measured in another way than the newest, are left out with the reason", () => {
    const unsteady = { segment: "plateau", holds: false, ratePerS: [1, 2], p50Ms: [1, 2] };
    const runs = [
      run(0, 10, { result: aResult({ status: "invalid" }) }),
      run(1, 10, { result: aResult({ steady: [unsteady] }) }),
      run(2, 10, { provenance: "measured" }),
      run(3, 10, { result: aResult({ spec: { ...aResult().spec, users: 99 } }) }),
      ...steady(2, 10, 4),
    ];
    runs[3]!.load[0]!.result.startedAt = new Date(Date.UTC(2026, 0, 1, 3)).toISOString();
    const { leftOut, runs: shown } = trendOf(runs);
    assert.deepEqual(
      shown.map(({ runId }) => runId),
      ["run-04", "run-05"],
    );
    assert.deepEqual(
      leftOut.map(({ reason, cells }) => [reason, cells.length]),
      [
        ["invalid", 1],
        ["unsteady", 1],
        ["measured, and the newest is emulated", 1],
        ["its load differs from the newest", 1],
      ],
    );
  });

  it("a run whose time is unknown is left out", () => {
    const untimed = run(0, 10);
    untimed.load[0]!.result.startedAt = null;
    assert.deepEqual(trendOf([untimed, run(1, 10)]).leftOut, [
      { reason: "its time is unknown", cells: [{ runId: "run-00", cell: "load-low-1" }] },
    ]);
  });

  it("a change names what else changed between the two runs", () => {
    const after = steady(8, 12, 12).map((each) => ({ ...each, topologyDigest: "1" }));
    const [change] = seriesOf([...steady(12), ...after], "p50").changes;
    assert.deepEqual(change!.alsoChanged, ["topology"]);
  });

  it("a metric with zeros changes by its difference, and no runs have no series", () => {
    const failing = (n: number, failures: number) => {
      const each = run(n, 10);
      each.load[0]!.result.overall = { ...each.load[0]!.result.overall, requests: 1000, failures };
      return each;
    };
    const runs = Array.from({ length: 20 }, (_, n) => failing(n, n < 12 ? 0 : 50 + (n % 3)));
    const [change] = seriesOf(runs, "failures").changes;
    assert.deepEqual(
      [change!.runId, change!.before, change!.relative, change!.direction],
      ["run-12", 0, null, "worse"],
    );
    assert.deepEqual([trendOf([]).stack, trendOf([]).series], [null, []]);
  });
});
