import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { drifting, eachCell, one, repeats, textOf, usingCpu } from "./repeats.ts";

describe("levels that do not count", () => {
  it("levels without steady cells do not count, and the headline says so", () => {
    const of = (stack: string, p50: number) => repeats({ stack, p50: [p50], levels: ["low", "high"] });
    const b = of("b", 900);
    const unsteady = usingCpu(drifting(b, 0.2), 97).load[1]!;
    const text = textOf(compare(of("a", 100), { ...b, load: [b.load[0]!, unsteady] }));
    assert.match(
      text,
      /^b is slower: median \(p50\) \+800 ms .* \(level low\)\. At level high, b is unsteady and saturated \(97 % .*\), so this level does not count\./,
    );
    const [a, c] = [of("a", 100), of("c", 900)].map((side) => ({
      ...side,
      load: [side.load[0]!, drifting(side, 0.2).load[1]!],
    }));
    assert.match(textOf(compare(a!, c!)), / At level high, a and c are unsteady, so this level does not count\./);
  });

  it("the headline says that a side failed every request, whatever else makes its cells invalid", () => {
    const failing = (stack: string, levels?: string[]) =>
      repeats({ stack, p50: [100], failures: [1000], status: "invalid", levels });
    const [down, alsoDown] = [failing("b"), failing("a")];
    assert.equal(textOf(compare(one("a", 100), down)), "No verdict from a to b: b failed every request at level low.");
    assert.match(textOf(compare(alsoDown, down)), /: a failed every request at level low; b failed every request at /);
    const [a, b] = ["a", "b"].map((stack) =>
      repeats({ stack, p50: [stack === "a" ? 100 : 900], levels: ["low", "high"] }),
    );
    const highFails = { ...b!, load: [b!.load[0]!, failing("b", ["high"]).load[0]!] };
    assert.match(
      textOf(compare(a!, highFails)),
      / At level high, b failed every request, so this level does not count\./,
    );
  });

  it("the headline says that a side answered no request, as long as requests were sent", () => {
    const silent = (sent: number) =>
      eachCell(repeats({ stack: "b", p50: [100], status: "invalid" }), (cell) => {
        const overall = { ...cell.result.overall, requests: 0, ok: 0, ratePerS: 0 };
        const accounting = { ...cell.result.accounting!, sent, aborted: sent, ok: 0 };
        return { ...cell, result: { ...cell.result, overall, accounting } };
      });
    assert.match(textOf(compare(one("a", 100), silent(8))), /: b answered no request at level low\.$/);
    assert.match(textOf(compare(one("a", 100), silent(0))), /: b is invalid at level low\.$/);
  });
});
