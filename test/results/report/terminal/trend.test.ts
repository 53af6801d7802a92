import assert from "node:assert/strict";
import { trendTable } from "../../../../results/report/index.ts";
import { sparkline } from "../../../../results/report/terminal/trend.ts";
import { trendOf } from "../../../../results/trend/index.ts";
import { aLabelledRun } from "../../../helpers/labelled-runs.ts";

const runs = Array.from({ length: 24 }, (_, n) => aLabelledRun(n, n < 15 ? 10 : 12));

describe("the trend on the terminal", () => {
  it("a sparkline goes from the least to the greatest value, and stays low if all are equal", () => {
    assert.equal(sparkline([0, 7, 3.5]), "▁█▅");
    assert.equal(sparkline([2, 2]), "▁▁");
  });

  it("each metric has a line, and each change its values, size, runs, labels and p", () => {
    const text = trendTable(trendOf(runs));
    assert.match(text, /^shop 24 runs, 2026-01-01 to 2026-01-24, emulated$/m);
    assert.match(text, /^ {2}p50 +24 +\d.* ms +\d.* ms +[▁-█]{24} +1$/m);
    assert.match(text, /^p50 at low: 8\.\d+ ms → 9\.\d+ ms, \+\d+(\.\d+)? % ▲ worse$/m);
    assert.match(text, /^ {2}since run-15 \(commit=c15\), after run-14, p ≤ 0\.001$/m);
    assert.match(text, /5 series show 0\.05 on average$/m);
  });

  it("lines fit the terminal", () => {
    const lines = trendTable(trendOf(runs), { widthChars: 60 }).split("\n");
    assert.ok(Math.max(...lines.map(({ length }) => length)) <= 60);
  });

  it("without values it says so, and names what was left out", () => {
    const untimed = aLabelledRun(0, 10);
    untimed.load[0]!.result.startedAt = null;
    const text = trendTable(trendOf([untimed]));
    assert.equal(text, "No run has a value to show.\n1 cell of 1 run left out: its time is unknown\n");
  });

  it("without a change it says so", () => assert.match(trendTable(trendOf(runs.slice(0, 8))), /^no change found$/m));
});
