import assert from "node:assert/strict";
import fc from "fast-check";
import { judge, leastDetectable, logMargin, repeatsNeeded, welch } from "../../../results/statistics/index.ts";
import { DEFAULT_MARGINS } from "../../../results/schema/analysis-plan.ts";
import type { Estimate } from "../../../results/statistics/index.ts";
import { tCdf } from "../../../results/statistics/student-t.ts";
import { Noise } from "../../helpers/noise.ts";

const estimate = (difference: number, standardError: number, degreesOfFreedom = 8): Estimate => ({
  difference,
  standardError,
  degreesOfFreedom,
  p: 0,
});
const MARGIN = Math.log(1.05);

describe("a verdict", () => {
  it("a verdict is worse or better when the interval excludes 0 and the estimate is beyond the margin", () => {
    assert.equal(judge(estimate(0.2, 0.01), MARGIN, "lower", 0.95).verdict, "worse");
    assert.equal(judge(estimate(-0.2, 0.01), MARGIN, "lower", 0.95).verdict, "better");
    assert.equal(judge(estimate(-0.2, 0.01), MARGIN, "higher", 0.95).verdict, "worse");
  });

  it("a verdict is no difference when the 90 % interval lies inside the margin, however certain a small effect is", () => {
    assert.equal(judge(estimate(0, 0.005), MARGIN, "lower", 0.95).verdict, "no difference");
    assert.equal(judge(estimate(0.02, 0.001), MARGIN, "lower", 0.95).verdict, "no difference");
  });

  it("a verdict is inconclusive when neither is shown: not significant is not no difference", () => {
    assert.equal(judge(estimate(0, 0.1), MARGIN, "lower", 0.95).verdict, "inconclusive");
    assert.equal(judge(estimate(0.2, 0.1), MARGIN, "lower", 0.95).verdict, "inconclusive");
    assert.equal(judge(estimate(0.045, 0.01), MARGIN, "lower", 0.95).verdict, "inconclusive");
  });

  it("the verdict no difference is that of two one-sided tests at 5 %", () => {
    const difference = fc.double({ min: -0.1, max: 0.1, noNaN: true });
    const error = fc.double({ min: 0.001, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(difference, error, fc.integer({ min: 1, max: 40 }), (difference, error, df) => {
        const aboveLow = 1 - tCdf((difference + MARGIN) / error, df);
        const belowHigh = tCdf((difference - MARGIN) / error, df);
        fc.pre(Math.abs(Math.max(aboveLow, belowHigh) - 0.05) > 1e-6);
        const { equivalence } = judge(estimate(difference, error, df), MARGIN, "lower", 0.95);
        const inside = equivalence.low > -MARGIN && equivalence.high < MARGIN;
        assert.equal(inside, Math.max(aboveLow, belowHigh) < 0.05);
      }),
    );
  });

  it("exchanging the sides never contradicts a verdict", () => {
    const opposite = {
      better: "worse",
      worse: "better",
      "no difference": "no difference",
      inconclusive: "inconclusive",
    };
    const difference = fc.double({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(difference, fc.double({ min: 0.001, max: 0.3, noNaN: true }), (difference, error) => {
        const there = judge(estimate(difference, error), MARGIN, "lower", 0.95).verdict;
        const back = judge(estimate(-difference, error), MARGIN, "lower", 0.95).verdict;
        assert.equal(back, opposite[there]);
      }),
    );
  });

  it("a verdict is a false alarm in at most 5 % of simulated comparisons of equals", () => {
    const noise = new Noise(5);
    let alarms = 0;
    const comparisons = 4000;
    for (let comparison = 0; comparison < comparisons; comparison += 1) {
      const { verdict } = judge(welch(noise.normals(5, 2, 0.05), noise.normals(5, 2, 0.05))!, MARGIN, "lower", 0.95);
      if (verdict === "worse" || verdict === "better") alarms += 1;
    }
    assert.ok(alarms / comparisons <= 0.055, `${alarms / comparisons}`);
  });
});

describe("margins", () => {
  const margin = (metric: string, baseline: number, overheadMs = 0) =>
    logMargin(metric, baseline, DEFAULT_MARGINS, overheadMs);

  it("margins are relative, and at least 0.2 ms or twice the generator's overhead", () => {
    assert.equal(margin("p50", 100), Math.log1p(0.05));
    assert.equal(margin("p99", 100), Math.log1p(0.15));
    assert.equal(margin("p50", 1), Math.log1p(0.2));
    assert.equal(margin("p50", 1, 0.25), Math.log1p(0.5));
    assert.equal(margin("p50", 1, 0.05), Math.log1p(0.2));
    assert.equal(margin("rate", 1, 5), Math.log1p(0.05));
  });

  it("a metric without a margin or with a baseline of 0 has none", () => {
    assert.equal(margin("max", 100), null);
    assert.equal(margin("p50", 0), null);
  });
});

describe("power", () => {
  it("the minimum detectable difference is found in about 80 % of simulated experiments", () => {
    const noise = new Noise(13);
    for (const repeats of [5, 10]) {
      const shift = leastDetectable(1, repeats);
      let found = 0;
      const experiments = 2000;
      for (let experiment = 0; experiment < experiments; experiment += 1) {
        if (welch(noise.normals(repeats), noise.normals(repeats, shift))!.p < 0.05) found += 1;
      }
      assert.ok(Math.abs(found / experiments - 0.8) < 0.04, `${found / experiments} with ${repeats}`);
    }
  });

  it("repeatsNeeded is the fewest repeats that detect the difference", () => {
    const sd = fc.double({ min: 0.001, max: 1, noNaN: true });
    fc.assert(
      fc.property(sd, fc.double({ min: 0.05, max: 1, noNaN: true }), (sd, difference) => {
        const repeats = repeatsNeeded(sd, difference);
        fc.pre(repeats !== null);
        assert.ok(leastDetectable(sd, repeats) <= difference);
        if (repeats > 2) assert.ok(leastDetectable(sd, repeats - 1) > difference);
      }),
    );
    assert.equal(repeatsNeeded(1, 0.001), null);
  });

  it("pairs that share nothing have less power and need more repeats", () => {
    for (const repeats of [2, 5, 10])
      assert.ok(leastDetectable(1, repeats, { paired: true }) > leastDetectable(1, repeats));
    assert.ok(repeatsNeeded(0.03, 0.05, { paired: true })! > repeatsNeeded(0.03, 0.05)!);
  });
});
