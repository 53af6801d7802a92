import assert from "node:assert/strict";
import { compare, pool } from "../../../results/compare/index.ts";
import type { DerivedMetric } from "../../../results/schema/outputs.ts";
import { derivedRows, metricLine, missingMetrics, unjudgedMetrics } from "../../../results/report/derived-rows.ts";
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
      ["spike: recovery time", "2 s", "5 s", "+150 %", "–", "–"],
      ["stress: capacity", "100 users", "at least 80 users", "–", "–", "–"],
    ]);
  });

  it("are shown by `diff`, and in Markdown", () => {
    assert.match(comparisonTable(comparison), /Derived .*verdict\n.*spike: recovery time +2 s +5 s/);
    assert.match(comparisonMarkdown(comparison), /\| spike: recovery time \| 2 s \| 5 s \|/);
    assert.doesNotMatch(comparisonTable(compare(anOutputs(), aWanOutputs())), /Derived/);
  });

  it("a metric that a side lacks has its reason, or a dash if the side does not know it", () => {
    const none = metric({ value: null, values: [], how: "not recovered" });
    const missing = compare(anOutputs({ derived: [none] }), aWanOutputs());
    assert.deepEqual(derivedRows(missing), [["spike: recovery time", "–", "–", "–", "–", "–"]]);
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

  describe("verdicts", () => {
    const of = (...values: number[]) =>
      metric({ metric: "capacity", level: "stress", unit: "users", value: values[0]!, values });
    const judged = (before: DerivedMetric, after: DerivedMetric) =>
      compare(anOutputs({ derived: [before] }), aWanOutputs({ derived: [after] }));

    it("repeats that agree about a change of more than 10 % decide whether it is better or worse", () => {
      const [worse] = judged(of(100, 102, 98), of(60, 61, 59)).derived;
      assert.equal(worse!.verdict, "worse");
      assert.ok(worse!.interval!.low < -0.4 && worse!.interval!.high > -0.4 && worse!.interval!.high < -0.1);
      assert.equal(judged(of(60, 61, 59), of(100, 102, 98)).derived[0]!.verdict, "better");
    });

    it("repeats that agree within 10 % show no difference, and repeats that vary are inconclusive", () => {
      assert.equal(judged(of(100, 101, 99), of(101, 102, 100)).derived[0]!.verdict, "no difference");
      assert.equal(judged(of(100, 150, 60), of(80, 130, 50)).derived[0]!.verdict, "inconclusive");
    });

    it("one repeat, a lower bound, or repeats that are all equal give no verdict, and say why", () => {
      assert.deepEqual(unjudgedMetrics(judged(of(100), of(60))), [
        "no verdict on stress: capacity: one repeat on a side does not show how much it varies; it takes two or more (`load.repeats`)",
      ]);
      const bound = { ...of(100, 90), isAtLeast: true };
      assert.match(unjudgedMetrics(judged(bound, of(60, 50))).join(), /only a lower bound/);
      assert.match(unjudgedMetrics(judged(of(100, 100), of(60, 60))).join(), /are equal/);
    });

    it("several derived metrics share one level of significance", () => {
      const [a, b] = [of(100, 108, 92), of(80, 88, 74)];
      const alone = judged(a, b).derived[0]!.interval!;
      const recovery = [metric({ values: [2000, 2100, 1900] }), metric({ values: [2010, 2100, 1900] })] as const;
      const both = compare(anOutputs({ derived: [a, recovery[0]] }), aWanOutputs({ derived: [b, recovery[1]] }));
      const together = both.derived[0]!.interval!;
      assert.ok(together.high - together.low >= alone.high - alone.low);
    });
  });
});
