import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { interval, paired, welch } from "../../../results/statistics/index.ts";
import { BASE, against, apart, changeOf, declaring, eachCell, p50Of, repeats, scaled, wordOf } from "./repeats.ts";
import type { Shape } from "./repeats.ts";

describe("verdicts over repeats", () => {
  it("a verdict is worse, better, no difference or inconclusive by interval and margin", () => {
    const word = (b: Partial<Shape>) => wordOf(against(b));
    assert.equal(word({ p50: scaled(1.2) }), "worse");
    assert.equal(word({ p50: scaled(0.8) }), "better");
    assert.equal(word({ p50: scaled(1.01) }), "no difference");
    assert.equal(word({ p50: [80, 140, 100, 90, 130] }), "inconclusive");
  });

  it("failures that are a primary do not differ where no request of either side failed", () => {
    const of = (stack: string, failures: number) => repeats({ stack, p50: [100], failures: [failures] });
    const failing = (count: number) => compare(declaring(of("a", 0), ["low"], "failures"), of("b", count));
    assert.equal(wordOf(failing(0), 0, "failures"), "no difference");
    assert.equal(wordOf(failing(1), 0, "failures"), "inconclusive");
  });

  const medians = (minLength: number) =>
    fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength, maxLength: 6 });
  const inBlocks = (a: number[], b: number[]) =>
    p50Of(compare(repeats({ stack: "a", p50: a }), repeats({ stack: "b", p50: b, minutes: b.map((_, i) => 40 + i) })));

  it("estimates are Welch's over logarithms of one value per cell, from four values a side on", () => {
    fc.assert(
      fc.property(medians(4), medians(4), (a, b) => {
        const spread = inBlocks(a, b);
        assert.equal(spread?.method, "welch");
        assert.deepEqual(spread?.estimate, welch(a.map(Math.log), b.map(Math.log)));
      }),
    );
  });

  it("estimates of fewer values are Welch's too, unless these cannot tell a change by themselves", () => {
    assert.equal(inBlocks([95, 105], [280, 330])?.method, "given spread");
    fc.assert(
      fc.property(medians(2), medians(2), (a, b) => {
        const spread = inBlocks(a, b);
        const own = welch(a.map(Math.log), b.map(Math.log))!;
        if (spread?.method === "given spread") {
          const { low, high } = interval(own, 0.99);
          assert.ok(Math.min(a.length, b.length) < 4 && low <= 0 && high >= 0);
          return;
        }
        assert.equal(spread?.method, "welch");
        assert.deepEqual(spread?.estimate, own);
      }),
    );
  });

  it("repeats that took turns are compared in pairs", () => {
    const drifting = [100, 120, 140, 160, 180];
    const b = drifting.map((value, index) => value * (1.2 + index / 1000));
    const turns = against({ p50: b, minutes: [1, 2, 5, 6, 9] }, { p50: drifting, minutes: [0, 3, 4, 7, 8] });
    assert.equal(p50Of(turns)?.method, "paired");
    assert.deepEqual(p50Of(turns)?.estimate, paired(drifting.map(Math.log), b.map(Math.log)));
    assert.equal(wordOf(turns), "worse");
    assert.match(turns.verdicts.why, /took turns/);
    const blocks = against({ p50: b }, { p50: drifting });
    assert.equal(wordOf(blocks), "inconclusive");
    assert.match(blocks.verdicts.why, /Not interleaved: the change is confounded with time/);
  });

  it("a verdict is missing without a complete cell on a side", () => {
    for (const status of ["invalid", "partial"] as const) {
      const none = against({ p50: scaled(2), status });
      assert.deepEqual([none.verdicts.verdict, wordOf(none)], [null, null]);
      assert.match(
        none.verdicts.why,
        /No verdict: one side has no complete and steady repeat\. Changes are still shown/,
      );
      assert.ok(Math.abs(changeOf(none)!.relative! - 1) < 1e-9, "the change is shown");
    }
  });

  it("cells with an unsteady plateau get no verdict, and their drift is reported", () => {
    const plateau = { segment: "plateau", ratePerS: [50, 45], p50Ms: [100, 120] };
    const halved = (holds: boolean | null) =>
      eachCell(repeats({ stack: "b", p50: scaled(2), ...apart }), (cell) => ({
        ...cell,
        result: { ...cell.result, steady: [{ ...plateau, holds }] },
      }));
    const a = repeats({ stack: "a", p50: BASE });
    assert.equal(wordOf(compare(a, halved(true))), "worse");
    assert.equal(wordOf(compare(a, halved(null))), "worse", "what chance may explain is no finding");
    const unsteady = compare(a, halved(false));
    assert.equal(wordOf(unsteady), null);
    assert.equal(unsteady.levels[0]!.b[0]!.status, "unsteady");
    const seen = "second half of plateau against the first: rate −10.0 %, p50 +20.0 %";
    assert.ok(
      unsteady.warnings.includes(`b: 5 of 5 cells are unsteady, such as load-low-1: ${seen}`),
      unsteady.warnings.join("\n"),
    );
  });

  it("a stack is worse when one level is, and better only when none is undecided", () => {
    const levels = ["low", "high"];
    const verdict = (b: StackOutputs) => {
      return compare(declaring(repeats({ stack: "a", p50: BASE, levels }), levels), b).verdicts.verdict;
    };
    const mix = (low: number[], high: number[]) => {
      const [one, other] = [
        repeats({ stack: "b", p50: low, ...apart }),
        repeats({ stack: "b", p50: high, levels: ["high"], ...apart }),
      ];
      return { ...one, load: [...one.load, ...other.load] };
    };
    assert.equal(verdict(mix(scaled(0.8), scaled(1.2))), "worse");
    assert.equal(verdict(mix(scaled(0.8), BASE)), "better");
    assert.equal(verdict(mix(scaled(0.8), [80, 140, 100, 90, 130])), "inconclusive");
    assert.equal(verdict(mix(BASE, BASE)), "no difference");
    assert.equal(verdict(repeats({ stack: "b", p50: BASE, ...apart })), "inconclusive");
  });

  it("verdicts are corrected for the number of levels", () => {
    const levels = ["a", "b", "c", "d"];
    const b = BASE.map((value, index) => value * 1.06 * (1 + (index - 2) / 45));
    const ask = (levels: string[]) =>
      compare(
        declaring(repeats({ stack: "a", p50: BASE, levels }), levels),
        repeats({ stack: "b", p50: b, levels, ...apart }),
      );
    const [one, four] = [ask(["a"]), ask(levels)];
    assert.equal(p50Of(one)?.confidence, 0.95);
    assert.equal(p50Of(four)?.confidence, 1 - 0.05 / 4);
    assert.ok(p50Of(four)!.interval.high > p50Of(one)!.interval.high);
  });

  it("a level is never better while its failures may be worse", () => {
    const faster = { p50: scaled(0.8) };
    assert.equal(wordOf(against({ ...faster, failures: [0, 0, 0, 0, 0] })), "better");
    const failing = against({ ...faster, failures: [5, 20, 8, 0, 15] });
    assert.equal(wordOf(failing), "inconclusive");
    assert.equal(failing.verdicts.guards[0]?.verdict, "undecided");
    assert.match(failing.warnings.join(), /low is not called better, because its failures may be worse/);
  });

  it("a stack is worse when its failures are, however fast it is", () => {
    const failing = against({ p50: scaled(0.8), failures: [50, 52, 49, 51, 50] });
    assert.equal(failing.verdicts.guards[0]?.verdict, "worse");
    assert.equal(failing.verdicts.verdict, "worse");
    assert.deepEqual([wordOf(failing), wordOf(failing, 0, "failures")], ["inconclusive", "worse"]);
  });

  it("dropped arrivals count as failures", () => {
    const a = repeats({ stack: "a", p50: BASE });
    const dropping = repeats({ stack: "b", p50: scaled(0.8), ...apart });
    const load = dropping.load.map((cell, i) => ({
      ...cell,
      result: { ...cell.result, accounting: { ...cell.result.accounting!, dropped: 100 + i } },
    }));
    const { verdicts, levels } = compare(a, { ...dropping, load });
    assert.equal(verdicts.guards[0]?.verdict, "worse");
    const shown = levels[0]!.metrics.find(({ metric }) => metric === "failures")!.b.value!;
    assert.ok(shown > 9 && shown < 9.5, String(shown));
  });
});
