import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { DEFAULT_MARGINS } from "../../../results/schema/analysis-plan.ts";
import { aLatency, anEndpoint, anOutputs } from "../../helpers/builders.ts";
import { BASE, against, apart, declaring, p50Of, repeats, scaled } from "./repeats.ts";

describe("primary and secondary metrics", () => {
  it("other metrics and endpoints get a verdict only where a primary changed", () => {
    const word = (factor: number, id: string) => {
      const { levels } = compare(
        declaring(repeats({ stack: "a", p50: BASE }), ["low"]),
        repeats({ stack: "b", p50: scaled(factor), ...apart }),
      );
      return levels[0]!.metrics.find(({ metric }) => metric === id)!;
    };
    assert.deepEqual([word(1.2, "avg").role, word(1.2, "avg").verdict], ["secondary", "no difference"]);
    assert.deepEqual([word(1.01, "avg").role, word(1.01, "avg").verdict], ["exploratory", null]);
    assert.deepEqual([word(1.2, "max").role, word(1.2, "max").verdict], ["exploratory", null]);
    assert.equal(word(1.2, "rate").verdict, null, "think times bound the rate");
    assert.equal(word(1.2, "memory").verdict, null, "it has no margin");
  });

  it("verdicts on endpoints are corrected within each family", () => {
    const withEndpoint = (outputs: StackOutputs, name: string, factor: number) => ({
      ...outputs,
      load: outputs.load.map((cell, i) => {
        const own = anEndpoint({ name, latencyMs: aLatency(100, { p50: BASE[i]! * factor }) });
        return { ...cell, result: { ...cell.result, endpoints: [own, { ...own, name: `${name}2` }] } };
      }),
    });
    const judged = (overall: number) =>
      compare(
        declaring(withEndpoint(repeats({ stack: "a", p50: BASE }), "GET /", 1), ["low"]),
        withEndpoint(repeats({ stack: "b", p50: scaled(overall), ...apart }), "GET /", 1.5),
      ).levels[0]!.endpoints[0]!.metrics.find(({ metric }) => metric === "p50")!;
    assert.deepEqual([judged(1.2).role, judged(1.2).verdict], ["secondary", "worse"]);
    assert.equal(judged(1.2).spread!.confidence, 1 - 0.05 / 2);
    assert.deepEqual([judged(1).role, judged(1).verdict], ["exploratory", null]);
  });

  it("the rate gets a verdict where no load bounds it, and resources only with enough scrapes", () => {
    const run = (stack: string, factor: number, minutes: number[], scrapes: number) => {
      const outputs = repeats({ stack, p50: scaled(factor), minutes });
      const margins = { ...DEFAULT_MARGINS, relativePct: { ...DEFAULT_MARGINS.relativePct, memory: 5 } };
      const load = outputs.load.map((cell, i) => ({
        ...cell,
        metrics: { ...cell.metrics!, scrapes },
        result: {
          ...cell.result,
          spec: { ...cell.result.spec, thinkTimeScale: 0 },
          overall: { ...cell.result.overall, ratePerS: (50 + i / 10) / factor },
        },
      }));
      const comparison = {
        primaries: ["p50", "rate", "memory"].map((metric) => ({ level: "low", metric })),
        notPlanned: [],
      };
      return { ...outputs, load, plan: { ...outputs.plan, comparison: { ...comparison, margins } } };
    };
    const words = (scrapes: number) =>
      compare(run("a", 1, [], scrapes), run("b", 1.2, apart.minutes, scrapes)).verdicts.primaries.map(
        ({ verdict }) => verdict,
      );
    assert.deepEqual(words(18), ["worse", "worse", "no difference"]);
    assert.deepEqual(words(3), ["worse", "worse", "inconclusive"]);
  });

  it("primaries are the declared ones, or at most six by default, and those with too few samples are listed", () => {
    const { verdicts } = against({ levels: ["low"] });
    assert.deepEqual(
      verdicts.primaries.map(({ level, metric }) => `${level} ${metric}`),
      ["low p50", "low p95"],
    );
    assert.match(verdicts.why, /chosen by default, because no plan declared any/);
    const added = compare(
      declaring(repeats({ stack: "a", p50: BASE }), ["low"]),
      repeats({ stack: "b", p50: BASE, ...apart }),
      {
        primary: ["p99"],
      },
    );
    assert.deepEqual(
      added.verdicts.primaries.map(({ metric }) => metric),
      ["p50", "p99"],
    );
    assert.match(added.verdicts.why, /declared before the runs/);
    assert.throws(() => compare(anOutputs(), anOutputs(), { primary: ["max"] }), { code: "RESULTS_BAD_METRIC" });
  });

  it("an effect has its minimum detectable change and the repeats needed for the margin", () => {
    const spread = p50Of(against({ p50: BASE }));
    assert.ok(spread && spread.leastDetectable > 0.005 && spread.leastDetectable < 0.05);
    assert.deepEqual(spread.repeatsNeeded, { change: spread.margin, repeats: 3 });
    const noisy = p50Of(against({ p50: [80, 140, 100, 90, 130] }));
    const stated = compare(repeats({ stack: "a", p50: BASE }), repeats({ stack: "b", p50: BASE, ...apart }), {
      change: 0.3,
    });
    assert.ok(Math.abs(p50Of(stated)!.repeatsNeeded!.change - 0.3) < 1e-9);
    assert.ok(noisy && noisy.repeatsNeeded!.repeats! > 20);
  });

  it("a cell that was cut short after few requests keeps no metric of whole cells from a verdict", () => {
    const cutShort = (outputs: StackOutputs): StackOutputs => ({
      ...outputs,
      load: outputs.load.map((cell, i) => {
        if (i > 0) return cell;
        const { result } = cell;
        return {
          ...cell,
          result: { ...result, status: "partial", overall: { ...result.overall, ok: 0, requests: 0 } },
        };
      }),
    });
    const b = repeats({ stack: "b", p50: scaled(1.2), ...apart });
    const { verdicts } = compare(repeats({ stack: "a", p50: BASE }), cutShort(b));
    assert.deepEqual([verdicts.verdict, verdicts.primaries.length > 0], ["worse", true]);
  });
});
