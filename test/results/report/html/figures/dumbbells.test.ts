import assert from "node:assert/strict";
import { compare } from "../../../../../results/compare/index.ts";
import { dumbbellFigure, dumbbellsOf } from "../../../../../results/report/html/figures/dumbbells.ts";
import { html } from "../../../../../results/report/html/markup.ts";
import { reportOf } from "../../../../../results/report/html/model.ts";
import { aLocalRun, aWanRun } from "../../../../helpers/archived-runs.ts";

describe("the dumbbells of latencies", () => {
  it("each level has its median and p95 of both sides, with the change and its interval on the candidate", () => {
    const [a, b] = [aLocalRun(), aWanRun()];
    const comparison = compare(a.outputs!, b.outputs!);
    const rows = dumbbellsOf(reportOf([a, b], [comparison]));
    assert.deepEqual(rows.map(({ level, metric }) => `${level} ${metric}`), ["low p50", "low p95", "medium p50", "medium p95", "high p50", "high p95"]); // prettier-ignore
    const [before, after] = rows[0]!.dots;
    assert.equal(before!.interval, null);
    const { a: was, spread } = rows[0]!.change!;
    assert.deepEqual(after!.interval, {
      low: was.value! * (1 + spread!.interval.low),
      high: was.value! * (1 + spread!.interval.high),
    });
    assert.ok(after!.interval.low < after!.value && after!.value < after!.interval.high);
  });

  it("a hint says what whiskers are, how certain, and what that rests on", () => {
    const hintOf = (repeats: number) => {
      const [a, b] = [aLocalRun({ repeats }), aWanRun({ repeats })];
      const figure = html`${dumbbellFigure(reportOf([a, b], [compare(a.outputs!, b.outputs!)]))}`.text;
      return /Whiskers: .+?\.(?!\d)/.exec(figure)?.[0];
    };
    const interval = "99 % confidence interval of the change, from the value of local";
    assert.equal(hintOf(1), `Whiskers: ${interval}; one run a side; run-to-run spread assumed 20 %.`);
    assert.match(
      hintOf(6)!,
      /^Whiskers: 9\d(\.5)?(–9\d(\.5)?)? % confidence interval of the change, from the value of local\.$/,
    );
  });

  it("repeats are shown one by one, and a single run with its p99", () => {
    const rows = dumbbellsOf(reportOf([aLocalRun({ repeats: 3 })], []));
    assert.deepEqual(rows.slice(0, 3).map(({ metric }) => metric), ["p50", "p95", "p99"]); // prettier-ignore
    assert.equal(rows[0]!.dots[0]!.repeats.length, 3);
  });
});
