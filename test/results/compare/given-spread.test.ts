import assert from "node:assert/strict";
import fc from "fast-check";
import { compare } from "../../../results/compare/index.ts";
import type { CellOutput, StackOutputs } from "../../../results/schema/outputs.ts";
import { tQuantile } from "../../../results/statistics/student-t.ts";
import { against, changeOf, declaring, eachCell, jumping, one, p50Of, scaled, wordOf } from "./repeats.ts";

/** Archived runs of a stack with these medians. */
const earlier = (stack: string, medians: number[]) =>
  medians.map((p50, i) => one(stack, p50, { runId: `${stack}-${i}` }));
const ask = (factor: number, options: Parameters<typeof compare>[2] = {}) =>
  compare(declaring(one("a", 100), ["low"]), one("b", 100 * factor), options);

describe("one run per side", () => {
  it("a change that no plausible noise explains gets a verdict, and one of 20 % does not", () => {
    assert.equal(wordOf(ask(145)), "worse");
    assert.equal(wordOf(ask(3)), "worse");
    assert.equal(wordOf(ask(1 / 3)), "better");
    assert.equal(wordOf(ask(1.2)), "inconclusive");
    assert.equal(wordOf(ask(1)), "inconclusive");
  });

  it("the verdict on one run names the assumed spread", () => {
    assert.match(
      ask(145).verdicts.why,
      /^Verdict worse \(one run a side; run-to-run spread assumed 20 %\): low p50 worse\./,
    );
  });

  it("the variance on one run is twice that of the assumed spread, and what the cells show of their own", () => {
    const { estimate, runSpread, method, values } = p50Of(ask(2))!;
    assert.equal(method, "given spread");
    assert.deepEqual(values, { a: 1, b: 1 });
    assert.deepEqual(runSpread.a, { sd: 0.2, source: "default", runs: null });
    // The median of 1000 log-normal requests with this p50 and a p90 of 200 ms.
    const within = (p50: number) => (0.5 / Math.sqrt(1000)) * (Math.log(200 / p50) / 1.2816) * Math.sqrt(2 * Math.PI);
    const variance = 2 * 0.2 ** 2 + within(100) ** 2 + within(200) ** 2;
    assert.ok(Math.abs(estimate.standardError ** 2 - variance) < 1e-9);
    assert.ok(Math.abs(estimate.difference - Math.log(2)) < 1e-12);
  });

  it("a rate is assumed to vary half as much as a latency", () => {
    const rates = (spec: CellOutput["result"]["spec"]) => {
      const of = (stack: string, ratePerS: number) =>
        eachCell(one(stack, 100), (cell) => {
          const overall = { ...cell.result.overall, ratePerS };
          return { ...cell, result: { ...cell.result, overall, spec: { ...cell.result.spec, ...spec } } };
        });
      return compare(declaring(of("a", 90), ["low"], "rate"), of("b", 40));
    };
    const change = changeOf(rates({ thinkTimeScale: 0 }), 0, "rate")!;
    assert.equal(change.verdict, "worse");
    assert.equal(change.spread!.runSpread.b!.sd, 0.1);
    assert.equal(changeOf(rates({}), 0, "rate")!.verdict, "inconclusive", "think times bound it");
  });

  it("the assumed spread comes from the option, else from three archived runs, else from the plan", () => {
    const archive = [...earlier("a", [98, 100, 102, 101]), ...earlier("b", [118, 121])];
    const sources = (options: Parameters<typeof compare>[2], outputs = one("a", 100)) => {
      const { a, b } = p50Of(compare(outputs, one("b", 120), options))!.runSpread;
      return [a!.source, b!.source];
    };
    assert.deepEqual(sources({ archive }), ["archive", "default"], "two runs of b are too few");
    const declared = declaring(one("a", 100), ["low"]);
    const plan = {
      ...declared.plan,
      comparison: { ...declared.plan.comparison!, assumedSpread: { latencyPct: 5, ratePct: 2 } },
    };
    assert.deepEqual(sources({ archive }, { ...declared, plan }), ["archive", "plan"]);
    assert.deepEqual(sources({ archive, assumedSpread: { latencyPct: 4, ratePct: 2 } }), ["option", "option"]);
    assert.equal(wordOf(ask(1.2, { assumedSpread: { latencyPct: 2, ratePct: 1 } })), "worse");
  });

  it("a verdict from archived runs is Student's with their degrees of freedom, and names them", () => {
    const archive = [...earlier("a", [98, 100, 102, 101]), ...earlier("b", [119, 120, 122, 121])];
    const found = ask(1.2, { archive });
    const { estimate, interval, confidence, runSpread } = p50Of(found)!;
    assert.equal(wordOf(found), "worse");
    assert.ok(estimate.degreesOfFreedom >= 3 && estimate.degreesOfFreedom < 500, String(estimate.degreesOfFreedom));
    const reach = tQuantile(0.5 + confidence / 2, estimate.degreesOfFreedom) * estimate.standardError;
    assert.ok(Math.abs(Math.log1p(interval.high) - (Math.log(1.2) + reach)) < 1e-9);
    assert.equal(runSpread.a!.runs, 4);
    assert.match(found.headline.text, /One run a side: \S.* if runs vary by 1(\.\d)?–1\.\d % \(4 archived runs\)\./);
  });

  it("runs of another topology, load, stack or provenance, and cells that are no evidence, do not show how runs vary", () => {
    const archive = earlier("a", [99, 100, 101, 102]);
    const source = (change: (run: StackOutputs) => StackOutputs) =>
      p50Of(ask(1.2, { archive: archive.map(change) }))!.runSpread.a!.source;
    const cells =
      (change: (cell: StackOutputs["load"][number]) => StackOutputs["load"][number]) => (run: StackOutputs) => ({
        ...run,
        load: run.load.map(change),
      });
    assert.equal(
      source((run) => run),
      "archive",
    );
    assert.equal(
      source((run) => ({ ...run, topologyDigest: "f".repeat(64) })),
      "default",
    );
    const unknown = (run: StackOutputs): StackOutputs => ({ ...run, topologyDigest: null });
    const imported = compare(unknown(one("a", 100)), one("b", 120), { archive: archive.map(unknown) });
    assert.equal(p50Of(imported)!.runSpread.a!.source, "default");
    assert.equal(
      source((run) => ({ ...run, stack: "other" })),
      "default",
    );
    assert.equal(
      source((run) => ({ ...run, provenance: "measured" })),
      "default",
    );
    assert.equal(source(cells((cell) => ({ ...cell, level: "high" }))), "default");
    const users = cells((cell) => ({ ...cell, result: { ...cell.result, spec: { ...cell.result.spec, users: 11 } } }));
    assert.equal(source(users), "default");
    assert.equal(source(cells((cell) => ({ ...cell, result: { ...cell.result, status: "partial" } }))), "default");
  });

  it("a candidate of the baseline's own stack does not count among the runs that show how they vary", () => {
    const history = earlier("a", [99, 100, 101]);
    const candidate = one("a", 300, { runId: "a-new" });
    const { runSpread } = p50Of(compare(one("a", 100), candidate, { archive: [...history, candidate] }))!;
    assert.equal(runSpread.b!.runs, 3);
    assert.ok(runSpread.b!.sd < 0.02);
  });

  it("both sides of one stack rest on the same runs, and so have no more degrees of freedom than one", () => {
    const history = earlier("a", [80, 100, 125]);
    const { estimate } = p50Of(compare(one("a", 100), one("a", 300, { runId: "a-new" }), { archive: history }))!;
    assert.ok(estimate.degreesOfFreedom >= 2 && estimate.degreesOfFreedom < 2.5, String(estimate.degreesOfFreedom));
    const two = ask(3, { archive: [...history, ...earlier("b", [240, 300, 375])] });
    assert.ok(p50Of(two)!.estimate.degreesOfFreedom >= 4);
  });

  it("identical archived runs still vary by 1 %", () => {
    assert.equal(p50Of(ask(1.2, { archive: earlier("a", [100, 100, 100]) }))!.runSpread.a!.sd, 0.01);
  });

  it("runs are assumed to vary at least as much as the parts of one, unless the user says otherwise", () => {
    const found = compare(jumping(one("a", 100)), jumping(one("b", 300)));
    assert.equal(p50Of(found)!.runSpread.a!.source, "parts");
    assert.equal(wordOf(found), "inconclusive");
    assert.match(found.headline.text, /if runs vary by 6\d–6\d %/);
    const told = compare(jumping(one("a", 100)), jumping(one("b", 300)), {
      assumedSpread: { latencyPct: 5, ratePct: 2 },
    });
    assert.equal(p50Of(told)!.runSpread.a!.sd, 0.05);
  });

  it("a side with repeats keeps its own variance beside one with a single run", () => {
    const mixed = against({ p50: [250] });
    const { runSpread, values } = p50Of(mixed)!;
    assert.deepEqual([runSpread.a, runSpread.b?.source, values], [null, "default", { a: 5, b: 1 }]);
    assert.equal(wordOf(mixed), "worse");
    assert.match(mixed.headline.text, /One run of b, 5 repeats of a: \S.*, if runs vary by 20 %\.$/);
    assert.equal(wordOf(against({ p50: scaled(2.5) }, { p50: [100] })), "worse");
  });

  it("the confidence of a verdict on one run is at least 99 %, and p is corrected by as much", () => {
    const { confidence, estimate } = p50Of(ask(1.9))!;
    assert.equal(confidence, 0.99);
    assert.ok(Math.abs(ask(1.9).verdicts.primaries[0]!.p! - 5 * estimate.p) < 1e-12);
    const levels = ["a", "b", "c", "d", "e", "f"];
    const six = compare(declaring(one("a", 100, { levels }), levels), one("b", 300, { levels }));
    assert.equal(p50Of(six)!.confidence, 1 - 0.05 / 6);
  });

  it("metrics without a margin get no interval from one run", () => {
    const { levels } = ask(3);
    const spreadOf = (id: string) => levels[0]!.metrics.find(({ metric }) => metric === id)!.spread;
    assert.equal(spreadOf("max"), null);
    assert.equal(spreadOf("memory"), null);
    assert.notEqual(spreadOf("p99"), null);
  });

  it("exchanging the sides exchanges better and worse", () => {
    const factor = fc.double({ min: 0.01, max: 100, noNaN: true });
    const opposite = {
      worse: "better",
      better: "worse",
      inconclusive: "inconclusive",
      "no difference": "no difference",
    };
    fc.assert(
      fc.property(factor, (by) => {
        const there = compare(declaring(one("a", 100), ["low"]), one("b", 100 * by));
        const back = compare(declaring(one("b", 100 * by), ["low"]), one("a", 100));
        assert.equal(wordOf(back), opposite[wordOf(there)!]);
      }),
      { numRuns: 50 },
    );
  });

  it("a larger assumed spread never turns an inconclusive change into a verdict", () => {
    const percent = fc.double({ min: 0.5, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 1, max: 10, noNaN: true }), percent, percent, (by, one, other) => {
        const [least, most] = [Math.min(one, other), Math.max(one, other)];
        const word = (latencyPct: number) =>
          wordOf(ask(by, { assumedSpread: { latencyPct, ratePct: latencyPct / 2 } }));
        if (word(most) === "worse") assert.equal(word(least), "worse");
      }),
      { numRuns: 50 },
    );
  });
});
