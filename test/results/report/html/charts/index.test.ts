import assert from "node:assert/strict";
import type { Chart } from "../../../../../results/report/html/charts/chart.ts";
import { reportCharts } from "../../../../../results/report/html/charts/index.ts";
import { isChart, type Slot } from "../../../../../results/report/html/charts/load.ts";
import { xScale } from "../../../../../results/report/html/charts/scale.ts";
import { nodeKey } from "../../../../../results/report/html/charts/usage.ts";
import { reportOf } from "../../../../../results/report/html/model.ts";
import { aLocalRun, aWanRun } from "../../../../helpers/archived-runs.ts";

const chartIn = (rows: Slot[][], id: string): Chart =>
  rows
    .flat()
    .filter(isChart)
    .find((chart) => chart.id === id)!;

describe("the charts of a report", () => {
  const charts = reportCharts(reportOf([aLocalRun(), aWanRun()], []));

  it("each measure has one row with a chart for each level, and both sides in each chart", () => {
    assert.deepEqual(
      charts.load.map((row) => row.map(({ id }) => id.replace(/^level-\d-/, ""))),
      ["p50", "p95", "rate", "failures", "users", "cpu-total"].map((kind) => [kind, kind, kind]),
    );
    assert.deepEqual(
      chartIn(charts.load, "level-0-p95").lines.map(({ label, identity }) => `${label} ${identity}`),
      ["local side-0", "local-wan side-1"],
    );
  });

  it("a level without failures says so in the place of the chart", () => {
    const row = charts.load.find((row) => row[0]!.id.endsWith("failures"))!;
    assert.deepEqual(
      row.map((slot) => (isChart(slot) ? "chart" : slot.why)),
      ["no request failed", "no request failed", "chart"],
    );
  });

  it("values over time are those of the seconds of a cell", () => {
    const seconds = aLocalRun().cells[0]!.seconds;
    const [line] = chartIn(charts.load, "level-0-rate").lines;
    assert.deepEqual(
      line!.values,
      seconds.map(({ requests }) => requests),
    );
    assert.deepEqual(
      line!.x,
      seconds.map(({ atMs }) => atMs / 1000),
    );
  });

  it("where no node was measured, the chart of its CPU gives way to what was received", () => {
    const run = aLocalRun();
    const cells = run.cells.map((cell) => ({ ...cell, metrics: [] }));
    const { load } = reportCharts(reportOf([{ ...run, cells }], []));
    const { lines, unit } = chartIn(load, "level-0-received");
    assert.equal(unit, "KiB/s");
    assert.equal(lines[0]!.values[0], Number((cells[0]!.seconds[0]!.bytes! / 1024).toPrecision(4)));
  });

  it("CPU of all nodes is the sum of the nodes", () => {
    const all = chartIn(charts.load, "level-0-cpu-total").lines[1]!;
    const nodes = chartIn(charts.nodes, "level-0-cpu").lines.filter(({ identity }) => identity === "side-1");
    assert.equal(nodes.length, 2);
    const sums = all.values.map((_, at) => nodes.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
    for (const [at, value] of all.values.entries()) if (value !== null) assert.ok(Math.abs(value - sums[at]!) < 1e-3);
  });

  it("services have one chart for each side, on one scale, in the order and the colours of their names", () => {
    const [a, b] = ["side-0", "side-1"].map((side) => chartIn(charts.services, `level-0-service-cpu-${side}`));
    const shown = ({ lines }: Chart) => lines.map(({ label, identity }) => `${label} ${identity}`);
    assert.deepEqual(shown(a!), shown(b!));
    assert.deepEqual(
      a!.lines.map(({ label }) => label),
      a!.lines.map(({ label }) => label).toSorted(),
    );
    assert.equal(a!.reach, b!.reach);
    assert.equal(new Set(a!.lines.map(({ identity }) => identity)).size, 8);
  });

  it("replicas of services are drawn where they change", () => {
    const replicasOf = (count: (at: number) => number) => {
      const local = aLocalRun();
      for (const [at, { services }] of local.cells[0]!.metrics.entries()) services[0]!.replicas = count(at);
      return reportCharts(reportOf([local], []))
        .services.flat()
        .filter(isChart)
        .find(({ id }) => id === "level-0-service-replicas-side-0");
    };
    assert.equal(
      replicasOf(() => 2),
      undefined,
    );
    const values = replicasOf((at) => (at < 3 ? 1 : 4))!.lines.flatMap((line) => line.values);
    assert.ok(values.includes(1) && values.includes(4));
  });

  it("limits are drawn where usage comes near them", () => {
    const near = aLocalRun();
    near.outputs!.nodes[0]!.cpus = 0.5;
    const line = (run: typeof near) =>
      chartIn(reportCharts(reportOf([run], [])).nodes, "level-0-cpu").lines.find(
        ({ identity }) => identity === "bound",
      );
    assert.equal(line(near)?.values[0], 0.5);
    assert.equal(line(aLocalRun()), undefined);
  });

  it("scrapes before the load began are not drawn, and all charts of a level have one axis", () => {
    const early = aLocalRun();
    for (const sample of early.cells[0]!.metrics) sample.atMs -= 2500;
    const { load } = reportCharts(reportOf([early], []));
    const [rate, cpu] = ["rate", "cpu-total"].map((kind) => chartIn(load, `level-0-${kind}`));
    assert.equal(cpu!.lines[0]!.x[0], 0.5);
    assert.notEqual(cpu!.lines[0]!.values[0], null);
    assert.deepEqual(xScale(cpu!), xScale(rate!));
  });

  it("each node of a side has its own line, which the key names", () => {
    assert.deepEqual(
      nodeKey(charts.nodes.flat().filter(isChart)).map(({ label, identity, look }) => [label, identity, look]),
      [
        ["local: node-1", "side-0", undefined],
        ["local-wan: node-1", "side-1", undefined],
        ["local-wan: node-2", "side-1", "dashed"],
      ],
    );
  });

  it("gaps in a latency are explained", () => {
    const sparse = aLocalRun();
    for (const second of sparse.cells[0]!.seconds.slice(3)) second.p95Ms = null;
    const { load } = reportCharts(reportOf([sparse], []));
    assert.match(chartIn(load, "level-0-p95").note!, /too few requests/);
    assert.equal(chartIn(load, "level-1-p95").note, undefined);
  });

  it("long series are thinned, and say that latencies are the worst of several seconds", () => {
    const long = reportCharts(reportOf([aLocalRun({ seconds: 900 })], []));
    const chart = chartIn(long.load, "level-0-p50");
    assert.ok(chart.lines[0]!.values.length <= 400);
    assert.match(chart.note!, /worst of \d+ seconds/);
  });
});
