import assert from "node:assert/strict";
import { compare, pool } from "../../../results/compare/index.ts";
import type { DerivedMetric } from "../../../results/schema/outputs.ts";
import { derivedRows, metricLine, missingMetrics } from "../../../results/report/derived-rows.ts";
import { comparisonMarkdown, comparisonTable } from "../../../results/report/index.ts";
import { anOutputs, aWanOutputs } from "../../helpers/builders.ts";

const metric = (over: Partial<DerivedMetric> = {}): DerivedMetric => ({
  ...{ metric: "recovery", level: "spike", unit: "ms", value: 2000, values: [2000], how: "how it was found" },
  ...over,
});
const capacity = (value: number, over: Partial<DerivedMetric> = {}) =>
  metric({ metric: "capacity", level: "stress", unit: "users", value, values: [value], ...over });

describe("derived metrics in a comparison", () => {
  const a = anOutputs({ derived: [metric(), capacity(100)] });
  const b = aWanOutputs({ derived: [metric({ value: 5000 }), capacity(80, { isAtLeast: true })] });
  const comparison = compare(a, b);

  it("have the values of both sides and their change, unless one is a lower bound", () => {
    assert.deepEqual(
      comparison.derived.map(({ metric, better, absolute, relative }) => [metric, better, absolute, relative]),
      [
        ["recovery", "lower", 3000, 1.5],
        ["capacity", "higher", null, null],
      ],
    );
    assert.deepEqual(derivedRows(comparison), [
      ["spike: recovery time", "2 s", "5 s", "+150 %"],
      ["stress: capacity", "100 users", "at least 80 users", "–"],
    ]);
  });

  it("are shown by `diff`, and in Markdown", () => {
    assert.match(comparisonTable(comparison), /Derived, without a verdict.*\n.*spike: recovery time +2 s +5 s/);
    assert.match(comparisonMarkdown(comparison), /\| spike: recovery time \| 2 s \| 5 s \|/);
    assert.doesNotMatch(comparisonTable(compare(anOutputs(), aWanOutputs())), /Derived/);
  });

  it("a metric that a side lacks has its reason, or a dash if the side does not know it", () => {
    const none = metric({ value: null, values: [], how: "not recovered" });
    const missing = compare(anOutputs({ derived: [none] }), aWanOutputs());
    assert.deepEqual(derivedRows(missing), [["spike: recovery time", "–", "–", "–"]]);
    assert.deepEqual(missingMetrics(missing), ["no spike: recovery time of local: not recovered"]);
    assert.equal(metricLine(none), "spike: recovery time – (not recovered)");
  });

  it("pooled runs have the median of all repeats, and none if one run has none", () => {
    const run = (value: number | null, runId: string) =>
      anOutputs({ runId, derived: [metric({ value, values: value === null ? [] : [value], how: runId })] });
    assert.equal(pool([run(1000, "a"), run(3000, "b")]).derived?.[0]?.value, 2000);
    assert.equal(pool([run(1000, "a"), run(9000, "b"), run(3000, "c")]).derived?.[0]?.value, 3000);
    const [mixed] = pool([run(1000, "a"), run(null, "b")]).derived!;
    assert.deepEqual([mixed!.value, mixed!.how], [null, "b"]);
    assert.equal(pool([anOutputs({ runId: "a" }), anOutputs({ runId: "b" })]).derived, undefined);
  });
});
