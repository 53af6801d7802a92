import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import type { Comparison } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { paired, welch } from "../../../results/statistics/index.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";

interface Shape {
  stack: string;
  /** Median of each repeat. */
  p50: number[];
  /** Failed requests of a thousand, in each repeat. */
  failures?: number[];
  status?: "complete" | "partial" | "invalid";
  /** Minutes after the hour at which each repeat began. */
  minutes?: number[];
  levels?: string[];
}

function repeats({
  stack,
  p50,
  failures = [],
  status = "complete",
  minutes = [],
  levels = ["low"],
}: Shape): StackOutputs {
  const load = levels.flatMap((level) =>
    p50.map((median, index) => {
      const overall = anEndpoint({ latencyMs: aLatency(100, { p50: median }), failures: failures[index] ?? 0 });
      const minute = String(minutes[index] ?? index).padStart(2, "0");
      const result = aResult({ overall, status, startedAt: `2026-03-01T10:${minute}:00.000Z` });
      return aCell({ level, repeat: index + 1, result });
    }),
  );
  return anOutputs({ stack, load });
}

const p50Of = ({ levels }: Comparison, level = 0) =>
  levels[level]?.metrics.find(({ metric }) => metric === "p50")?.spread ?? null;

const BASE = [100, 101, 99, 100.5, 99.5];
const scaled = (factor: number) => BASE.map((value) => value * factor);
const apart = { minutes: [30, 31, 32, 33, 34] };
const against = (b: Partial<Shape>, a: Partial<Shape> = {}) =>
  compare(repeats({ stack: "a", p50: BASE, ...a }), repeats({ stack: "b", p50: BASE, ...apart, ...b }));

describe("verdicts over repeats", () => {
  it("are worse, better, no difference or inconclusive by interval and margin", () => {
    const word = (b: Partial<Shape>) => p50Of(against(b))?.verdict;
    assert.equal(word({ p50: scaled(1.2) }), "worse");
    assert.equal(word({ p50: scaled(0.8) }), "better");
    assert.equal(word({ p50: scaled(1.01) }), "no difference");
    assert.equal(word({ p50: [80, 140, 100, 90, 130] }), "inconclusive");
  });

  it("come from Welch's estimate over logarithms of one value a cell", () => {
    const median = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(median, median, (a, b) => {
        const spread = p50Of(
          compare(repeats({ stack: "a", p50: a }), repeats({ stack: "b", p50: b, minutes: b.map((_, i) => 40 + i) })),
        );
        assert.equal(spread?.method, "welch");
        assert.deepEqual(spread?.estimate, welch(a.map(Math.log), b.map(Math.log)));
      }),
    );
  });

  it("pair repeats that took turns", () => {
    const drifting = [100, 120, 140, 160, 180];
    const b = drifting.map((value, index) => value * (1.2 + index / 1000));
    const turns = against({ p50: b, minutes: [1, 2, 5, 6, 9] }, { p50: drifting, minutes: [0, 3, 4, 7, 8] });
    assert.equal(p50Of(turns)?.method, "paired");
    assert.deepEqual(p50Of(turns)?.estimate, paired(drifting.map(Math.log), b.map(Math.log)));
    assert.equal(p50Of(turns)?.verdict, "worse");
    assert.doesNotMatch(turns.notes.join(), /take turns/);
    const blocks = against({ p50: b }, { p50: drifting });
    assert.equal(p50Of(blocks)?.verdict, "inconclusive");
    assert.match(blocks.notes.join(), /did not take turns/);
  });

  it("are none with one complete cell a side, and say so", () => {
    const { verdicts, levels } = against({ p50: [120] }, { p50: [100] });
    assert.equal(verdicts.given, false);
    assert.ok(levels[0]?.metrics.every(({ spread }) => spread === null));
    const invalid = against({ p50: scaled(2), status: "invalid" });
    assert.match(invalid.verdicts.why, /no complete repeat on a side/);
    assert.equal(against({ p50: scaled(2), status: "partial" }).verdicts.given, false);
  });

  it("are worse for the stack when one level is, and better only when none is undecided", () => {
    const levels = ["low", "high"];
    const verdict = (b: StackOutputs) => {
      const { verdicts } = compare(repeats({ stack: "a", p50: BASE, levels }), b);
      return verdicts.given && verdicts.verdict;
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

  it("are corrected for the number of levels", () => {
    const levels = ["a", "b", "c", "d"];
    const b = BASE.map((value, index) => value * 1.06 * (1 + (index - 2) / 45));
    const one = compare(repeats({ stack: "a", p50: BASE }), repeats({ stack: "b", p50: b, ...apart }));
    const four = compare(repeats({ stack: "a", p50: BASE, levels }), repeats({ stack: "b", p50: b, levels, ...apart }));
    assert.equal(p50Of(one)?.confidence, 0.95);
    assert.equal(p50Of(four)?.confidence, 1 - 0.05 / 4);
    assert.ok(p50Of(four)!.interval.high > p50Of(one)!.interval.high);
  });

  it("are never better while failures may be worse", () => {
    const faster = { p50: scaled(0.8) };
    assert.equal(p50Of(against({ ...faster, failures: [0, 0, 0, 0, 0] }))?.verdict, "better");
    const failing = against({ ...faster, failures: [5, 20, 8, 0, 15] });
    assert.equal(p50Of(failing)?.verdict, "inconclusive");
    assert.match(failing.notes.join(), /low is not called better: its failures may be worse/);
  });

  it("are for primaries only: everything else is exploratory, with an interval and no word", () => {
    const { levels } = against({ p50: scaled(1.2) });
    for (const { metric, spread } of levels[0]?.metrics ?? []) {
      if (metric !== "p50") assert.equal(spread?.verdict ?? null, null, metric);
    }
    assert.ok(levels[0]?.metrics.some(({ metric, spread }) => metric === "avg" && spread !== null));
  });

  it("say the least change that could have been seen, and the repeats that the margin needs", () => {
    const spread = p50Of(against({ p50: BASE }));
    assert.ok(spread && spread.leastDetectable > 0.005 && spread.leastDetectable < 0.05);
    assert.equal(spread.repeatsNeeded, 2);
    const noisy = p50Of(against({ p50: [80, 140, 100, 90, 130] }));
    assert.ok(noisy && noisy.repeatsNeeded! > 20);
  });
});
