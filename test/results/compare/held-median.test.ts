import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { BASE, apart, overLink, repeats, scaled, usingCpu } from "./repeats.ts";

interface Fault {
  moved: ("p50" | "p95" | "p99")[] | undefined;
  code?: string;
  /** How many of the cells are invalid. Default: all. */
  count?: number;
}

function limited(outputs: StackOutputs, { moved, code = "generator-limited", count = Infinity }: Fault): StackOutputs {
  const load = outputs.load.map((cell, i) => {
    if (i >= count) return cell;
    const generator = { ...cell.result.generator!, limited: true, reasons: ["delayed: late"], moved };
    const result = { ...cell.result, status: "invalid" as const, reasons: [{ code, message: "Late." }], generator };
    return { ...cell, result };
  });
  return { ...outputs, load };
}

const a = repeats({ stack: "a", p50: BASE });
const b = (factor: number) => repeats({ stack: "b", p50: scaled(factor), ...apart });
const held = (one: StackOutputs, other: StackOutputs) => compare(one, other).headline.effect;

describe("a median that the generator did not move", () => {
  it("without a verdict, the headline gives its change, and says what to do", () => {
    const { outcome, effect, text } = compare(a, limited(b(1.9), { moved: ["p99"] })).headline;
    assert.deepEqual([outcome, effect?.bound, effect?.relative?.toFixed(2)], ["no verdict", null, "0.90"]);
    assert.equal(
      text,
      "No verdict from a to b: b is invalid (the generator could not keep up) at level low. Still, the median of b is 90.0 ms (+90.0 %) higher at 10 users (level low); the generator moved higher percentiles only. 5 repeats a side. Lower the load, or leave more of its CPU to the generator, and measure again.",
    );
  });

  it("holds where both sides are invalid, all their cells or some", () => {
    const [one, other] = [limited(a, { moved: ["p95", "p99"] }), limited(b(0.5), { moved: ["p99"], count: 2 })];
    assert.match(compare(one, other).headline.text, /the median of b is 50\.0 ms \(.50\.0 %\) lower at /);
  });

  it("is a bound where only the slower side is saturated, with what it rests on, and still without a cause", () => {
    const [near, wan] = [usingCpu(overLink("a", 0, 100), 20), usingCpu(overLink("b", 11.6, 800), 97)];
    assert.notEqual(compare(near, wan).headline.cause, null);
    const { text, cause } = compare(near, limited(wan, { moved: ["p99"] })).headline;
    assert.match(text, /is at least 700 ms .* higher at .*; b is saturated there \(97 %.*\)\. One run a side: /);
    assert.equal(cause, null);
  });

  it("does not hold if the generator moved it too, or something else is wrong with the cells", () => {
    assert.equal(held(a, limited(b(1.9), { moved: ["p50", "p99"] })), null);
    assert.equal(held(a, limited(b(1.9), { moved: undefined })), null);
    assert.equal(held(a, limited(b(1.9), { moved: ["p99"], code: "target-down" })), null);
  });

  it("is left out unless its change is certain, and larger than what the generator may have moved it by", () => {
    assert.equal(held(a, limited(b(1.04), { moved: ["p99"] })), null);
    const single = (stack: string, p50: number) => limited(repeats({ stack, p50: [p50] }), { moved: ["p99"] });
    assert.equal(held(single("a", 100), single("b", 197)), null, "runs may vary by 20 %");
    assert.notEqual(held(single("a", 100), single("b", 300)), null);
    const median = fc.double({ min: 50, max: 400, noNaN: true });
    fc.assert(
      fc.property(fc.array(median, { minLength: 4, maxLength: 6 }), (p50) => {
        const { headline, levels } = compare(a, limited(repeats({ stack: "b", p50, ...apart }), { moved: ["p99"] }));
        const { interval, margin } = levels[0]!.heldMedian!.spread!;
        const isBeyond = interval.low > margin! || interval.high < 1 / (1 + margin!) - 1;
        assert.equal(headline.effect !== null, isBeyond);
      }),
    );
  });
});
