import assert from "node:assert/strict";
import { drawnCells, representative, sideOf, spansOf } from "../../../../../results/report/html/charts/sides.ts";
import { reportOf } from "../../../../../results/report/html/model.ts";
import { aLocalRun, aWanRun, anArchivedCell, anArchivedRun } from "../../../../helpers/archived-runs.ts";
import { aCell, aLatency, aMetrics, aResult, aSecond, anEndpoint, anOutputs } from "../../../../helpers/builders.ts";

const withP50 = (repeat: number, p50: number, status: "complete" | "invalid" = "complete") =>
  aCell({
    ...{ repeat, cell: `load-low-${repeat}` },
    result: aResult({ status, overall: anEndpoint({ latencyMs: aLatency(10, { p50 }) }) }),
  });
const reported = (load: ReturnType<typeof aCell>[]) =>
  reportOf(
    [{ ...anArchivedRun(anOutputs({ load })), cells: load.map((cell) => anArchivedCell(cell, [aSecond()])) }],
    [],
  );

describe("the sides of a chart", () => {
  it("the repeat with the median p50 represents its side, the lower of two", () => {
    const chosen = (cells: ReturnType<typeof aCell>[]) =>
      representative(reported(cells).levels[0]!.cells)?.output?.repeat;
    assert.equal(chosen([withP50(1, 30), withP50(2, 10), withP50(3, 20)]), 3);
    assert.equal(chosen([withP50(1, 30), withP50(2, 10)]), 2);
    assert.equal(chosen([withP50(1, 30), withP50(2, 10, "invalid")]), 1);
    assert.equal(chosen([withP50(1, 30, "invalid")]), 1);
  });

  it("other repeats are faint, in the colour of their side", () => {
    const { levels, ...report } = reportOf([aLocalRun({ repeats: 3 }), aWanRun({ repeats: 3 })], []);
    const drawn = drawnCells({ ...report, levels }, levels[0]!.cells);
    assert.deepEqual(
      drawn.map(({ identity, look }) => `${identity} ${look ?? "strong"}`),
      ["side-0 faint", "side-0 strong", "side-0 faint", "side-1 faint", "side-1 dashed", "side-1 faint"],
    );
  });

  it("what happened to pods and nodes is marked at its second, and what a workload lost by as worse", () => {
    const result = aResult({ segments: [] });
    const at = (ms: number) => new Date(Date.parse(result.startedAt) + ms).toISOString();
    const of = { service: null, pod: null, node: "edge", what: "", count: 1 };
    const events = [
      { ...of, at: at(4_000), kind: "scaled" as const },
      { ...of, at: at(9_100), kind: "restart" as const },
      { ...of, at: at(9_400), kind: "oom-kill" as const },
      { ...of, at: at(9_500), kind: "unhealthy" as const },
    ];
    const report = reported([aCell({ result, metrics: aMetrics({ events }) })]);
    assert.deepEqual(spansOf(drawnCells(report, report.levels[0]!.cells)), [
      { name: "scaled", from: 4, to: 4, look: "change" },
      { name: "restart", from: 9, to: 9, look: "worse" },
    ]);
  });

  it("a side keeps its colour at a level that the other side lacks", () => {
    const report = reportOf([anArchivedRun(anOutputs({ load: [] })), aWanRun()], []);
    assert.equal(drawnCells(report, report.levels[0]!.cells)[0]!.identity, sideOf(report, report.runs[1]!).identity);
    assert.equal(sideOf(report, report.runs[1]!).identity, "side-1");
  });

  it("cells are shifted so that their measured parts begin together", () => {
    const late = aResult({
      segments: [
        { name: "warm-up", kind: "warm-up", startMs: 0, endMs: 5000, measured: false },
        { name: "plateau", kind: "plateau", startMs: 5000, endMs: 20_000, measured: true },
      ],
    });
    const report = reported([withP50(1, 5), aCell({ repeat: 2, cell: "load-low-2", result: late })]);
    const drawn = drawnCells(report, report.levels[0]!.cells);
    assert.deepEqual(
      drawn.map(({ shiftMs }) => shiftMs),
      [0, -3000],
    );
    assert.deepEqual(
      spansOf(drawn).map(({ name, to }) => [name, to]),
      [
        ["warm-up", 2],
        ["plateau", 20],
      ],
    );
  });
});
