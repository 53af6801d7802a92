import assert from "node:assert/strict";
import fc from "fast-check";
import { compare, type Comparison } from "../../../results/compare/index.ts";
import {
  BASE,
  against,
  apart,
  declaring,
  drifting,
  eachCell,
  one,
  repeats,
  scaled,
  textOf,
  usingCpu,
} from "./repeats.ts";

/** Five repeats of b with these medians at each of two levels, against usual ones. */
function lowAndHigh(low: number[], high: number[]): Comparison {
  const levels = ["low", "high"];
  const results = {
    low: repeats({ stack: "b", p50: low, ...apart }),
    high: repeats({ stack: "b", p50: high, ...apart }),
  };
  const b = eachCell(repeats({ stack: "b", p50: BASE, levels }), (cell) => ({
    ...cell,
    result: results[cell.level as keyof typeof results].load[cell.repeat - 1]!.result,
  }));
  return compare(declaring(repeats({ stack: "a", p50: BASE, levels }), levels), b);
}

describe("the headline", () => {
  it("the headline speaks of the largest effect that is certain", () => {
    const noisy = lowAndHigh(scaled(1.3), [500, 80, 500, 90, 500]).headline;
    assert.equal(noisy.effect!.level, "low", "high changes more, but may not have changed at all");
    assert.equal(lowAndHigh(scaled(1.3), scaled(2)).headline.effect!.level, "high");
  });

  it("the headline gives the load of its level, unless the level is called after it or the sides have different loads", () => {
    const slower = (level: string, users: number) => {
      const side = (stack: string, p50: number) => repeats({ stack, p50: [p50], levels: [level] });
      const b = eachCell(side("b", 900), (cell) => ({
        ...cell,
        result: { ...cell.result, spec: { ...cell.result.spec, users } },
      }));
      return textOf(compare(side("a", 100), b, { anyway: true }));
    };
    assert.match(slower("high", 10), /^b is slower: median \(p50\) \+800 ms \(\+800 %\) at 10 users \(level high\)\./);
    assert.match(slower("10-users", 10), / \(\+800 %\) at 10 users\./);
    assert.match(slower("high", 20), / at level high\./);
  });

  it("the headline of an inconclusive comparison says how many repeats would tell", () => {
    const { headline } = compare(one("a", 100), one("b", 120));
    assert.equal(headline.outcome, "inconclusive");
    assert.equal(
      headline.text,
      "Cannot tell whether b is slower: median (p50) +20 ms (+20 %) at 10 users (level low), which may be chance. 30 repeats a side would tell it from chance, fewer if they vary less. One run a side: −42.3 to +149 % at 99 % confidence, if runs vary by 20 %.",
    );
    assert.equal(headline.repeatsToTell, 30);
  });

  it("a sentence begins with a capital letter, whatever the stacks are called", () => {
    for (const name of ["c", "cannot", "n", "no"]) {
      assert.match(textOf(compare(one("a", 100), one(name, 120))), /^Cannot tell whether /);
      assert.ok(textOf(compare(one("a", 100), one(name, 900))).startsWith(`${name} is slower`));
    }
  });

  it("the headline of no difference names the largest change and its margin", () => {
    assert.match(
      textOf(against({ p50: scaled(1.01) })),
      /^No difference that matters from a to b: the largest is median \(p50\) \+1\.00 ms \(\+1\.00 %\) at 10 users \(level low\), within its margin of ±5 %\. 5 repeats a side\.$/,
    );
  });

  it("the headline of a mixed result names both directions, and the worse one first", () => {
    const { headline } = lowAndHigh(scaled(0.7), scaled(1.5));
    assert.equal(headline.outcome, "mixed");
    assert.match(
      headline.text,
      /^b is slower: median .* \(level high\); but it is faster: median .* −.* \(level low\)\./,
    );
  });

  it("the headline of a level that is better beside one that is uncertain names both", () => {
    const { headline } = lowAndHigh(scaled(0.7), [80, 140, 100, 90, 130]);
    assert.equal(headline.outcome, "inconclusive");
    assert.match(
      headline.text,
      /^b is faster: median .* −.* \(level low\); but cannot tell about median \(p50\) \+5\.56 .* \(level high\)\. \d+ repeats/,
    );
  });

  it("the headline of a better result with an untested primary names both", () => {
    const levels = ["low", "high"];
    const a = declaring(repeats({ stack: "a", p50: BASE, levels }), levels);
    const { headline } = compare(a, repeats({ stack: "b", p50: scaled(0.7), ...apart }));
    assert.deepEqual([headline.outcome, headline.effect], ["inconclusive", null]);
    assert.equal(
      headline.text,
      "b is faster: median (p50) −30.0 ms (−30.0 %) at 10 users (level low); not tested: p50 at high: its level was not measured on both sides. 5 repeats a side, p < 0.0001.",
    );
  });

  it("failures lead the headline if they alone are worse, and follow otherwise", () => {
    const failures = [50, 52, 49, 51, 50];
    assert.match(
      textOf(against({ p50: scaled(0.8), failures })),
      /^b fails more: failures \+5\.04 points at 10 users \(level low\)\./,
    );
    assert.match(
      textOf(against({ p50: scaled(2), failures })),
      /^b is slower: .* It also fails more: failures \+5\.04 points/,
    );
    const { headline } = against({ p50: scaled(0.8), failures: [5, 20, 8, 0, 15] });
    assert.ok(headline.isBlockedByFailures);
    assert.match(
      headline.text,
      /^Cannot tell whether b is better: median \(p50\) −20.* but its failures may have risen\./,
    );
  });

  it("a difference is at least the measured one if only the slower side is saturated", () => {
    const { headline } = compare(usingCpu(one("a", 100), 30), usingCpu(one("b", 900), 97));
    assert.equal(headline.effect!.bound, "at least");
    assert.match(
      headline.text,
      /^b is slower: median \(p50\) at least \+800 ms .*; b is saturated there \(97 % of a node's CPU quota\)\./,
    );
    const both = compare(usingCpu(one("a", 100), 97), usingCpu(one("b", 900), 97));
    assert.equal(both.headline.effect!.bound, null);
    const better = compare(declaring(usingCpu(one("a", 900), 97), ["low"]), usingCpu(one("b", 100), 30));
    assert.match(textOf(better), /^b is faster: median \(p50\) at least −800 ms/);
  });

  it("the headline of a run against itself says so, and nothing else", () => {
    const run = one("a", 100);
    assert.equal(textOf(compare(run, run)), "Both sides are the same run, so nothing can differ.");
    assert.match(textOf(compare(run, one("b", 100))), /^Cannot tell whether /);
  });

  it("without a verdict, a difference that was still growing holds as a bound, and any other does not", () => {
    const a = repeats({ stack: "a", p50: BASE });
    const b = repeats({ stack: "b", p50: scaled(2), ...apart });
    const rising = compare(a, drifting(b, 0.2)).headline;
    assert.deepEqual([rising.outcome, rising.effect!.bound], ["no verdict", "at least"]);
    assert.match(
      rising.text,
      /^No verdict from a to b: b is unsteady at level low\. Still, the median of b is at least 100 ms \(\+100 %\) higher at 10 users \(level low\); the latency of b was still rising\.$/,
    );
    assert.equal(compare(a, drifting(b, -0.2)).headline.effect, null);
    assert.equal(compare(drifting(a, 0.2), drifting(b, 0.2)).headline.effect, null);
    assert.equal(against({ p50: scaled(2), status: "partial" }).headline.effect, null);
  });

  it("the headline says that no level was measured on both sides", () => {
    const text = textOf(compare(one("a", 100), repeats({ stack: "b", p50: [100], levels: ["high"] })));
    assert.equal(text, "No verdict from a to b: no level was measured on both sides.");
  });

  it("the headline never claims more than the verdict", () => {
    const p50 = fc.array(fc.double({ min: 20, max: 500, noNaN: true }), { minLength: 1, maxLength: 4 });
    const side = fc.record({
      p50,
      failures: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 4 }),
      cpu: fc.constantFrom(20, 97),
      drift: fc.constantFrom(null, 0.2, -0.2),
      status: fc.constantFrom<"complete" | "partial" | "invalid">(
        "complete",
        "complete",
        "complete",
        "partial",
        "invalid",
      ),
    });
    fc.assert(
      fc.property(side, side, (one, other) => {
        const [a, b] = [one, other].map(({ cpu, drift, ...shape }, i) => {
          const outputs = usingCpu(
            repeats({ stack: `side-${i}`, minutes: [10 * i, 10 * i + 1, 10 * i + 2, 10 * i + 3], ...shape }),
            cpu,
          );
          return drift === null ? outputs : drifting(outputs, drift);
        });
        const { headline, verdicts } = compare(a!, b!);
        const { outcome, text } = headline;
        const verdict = outcome === "mixed" ? "worse" : outcome === "no verdict" ? null : outcome;
        assert.equal(verdict, verdicts.verdict, text);
        const primaries = verdicts.primaries.map((each) => each.verdict);
        if (/^side-1 (is slower|is worse)/.test(text)) assert.ok(primaries.includes("worse"), text);
        if (/is faster|is better:/.test(text.replace(/^Cannot tell[^.]*\./, "")))
          assert.ok(primaries.includes("better"), text);
        if (/fails more/.test(text))
          assert.ok(
            verdicts.guards.some((guard) => guard.verdict === "worse"),
            text,
          );
        assert.match(text, /^[^]*\.$/);
        assert.doesNotMatch(text, /undefined|null|NaN|\.\.|;\.|: ;/);
      }),
      { numRuns: 200 },
    );
  });
});
