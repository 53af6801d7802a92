import assert from "node:assert/strict";
import { compare } from "../../../results/compare/index.ts";
import { comparisonSuite, runSuite } from "../../../results/report/junit.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";

type Result = ReturnType<typeof aResult>;
const run = (stack: string, factor: number, over: Partial<Result> = {}, noises = [1, 1.01, 0.99]) =>
  anOutputs({
    stack,
    runId: stack,
    load: noises.map((noise, index) =>
      aCell({
        runId: stack,
        repeat: index + 1,
        result: aResult({ overall: anEndpoint({ latencyMs: aLatency(10 * noise * factor) }), ...over }),
      }),
    ),
  });
const suite = (b: ReturnType<typeof run>, gate?: { metric: string | undefined }, a = run("main", 1)) =>
  comparisonSuite(compare(a, b, { primary: gate?.metric === undefined ? undefined : [gate.metric] }), { a, b }, gate);
const outcomes = ({ cases }: ReturnType<typeof suite>) =>
  cases.map(({ className, name, outcome }) => `${className} ${name}: ${outcome}`);

describe("verdicts as JUnit cases", () => {
  it("a worse primary fails with its values, and so does the gate", () => {
    const { name, cases } = suite(run("branch", 2), { metric: undefined });
    assert.equal(name, "main against branch");
    assert.deepEqual(outcomes({ name, cases, startedAt: null }), [
      "gate --fail-on worse: failed",
      "low p50: failed",
      "low p95: failed",
      "low failures must not rise: passed",
    ]);
    assert.match(cases[1]!.message, /^8\.00 ms to 16\.0 ms, \+100 % \(.* to .* %\), worse$/);
    assert.equal(cases[1]!.durationMs, 6 * aResult().measuredMs);
  });

  it("a better candidate passes every case", () => {
    assert.ok(suite(run("branch", 0.5), { metric: undefined }).cases.every(({ outcome }) => outcome === "passed"));
  });

  it("what is inconclusive is skipped, with the repeats that would tell", () => {
    const cases = suite(run("branch", 1.2, {}, [1]), { metric: undefined }, run("main", 1, {}, [1])).cases;
    assert.deepEqual(
      cases.slice(0, 2).map(({ outcome }) => outcome),
      ["skipped", "skipped"],
    );
    assert.match(cases[1]!.message, /^inconclusive, (\d+|more) repeats( a side)? would tell: /);
  });

  it("a gate without evidence is an error, its primaries are skipped with the reason, and the invalid cells are errors", () => {
    const invalid = { status: "invalid" as const, reasons: [{ code: "generator-limited", message: "too slow" }] };
    const { cases } = suite(run("branch", 2, invalid), { metric: undefined });
    assert.match(cases[0]!.message, /^nothing could be tested: /);
    assert.deepEqual(
      cases.map(({ outcome }) => outcome),
      ["error", "skipped", "skipped", "skipped", "error", "error", "error"],
    );
    assert.equal(cases.at(-1)!.message, "too slow");
  });

  it("with a gate on one metric, only that metric is among the cases", () => {
    const found = suite(run("branch", 2), { metric: "p95" });
    assert.deepEqual(outcomes(found), ["gate --fail-on worse:p95: failed", "low p95: failed"]);
    assert.equal(found.cases[0]!.message, `low: ${found.cases[1]!.message}`);
  });

  it("failures of a level without a steady cell on both sides are not tested, also if neither side has any", () => {
    const steady = [{ segment: "plateau", holds: false, ratePerS: [50, 20], p50Ms: [8, 30] }];
    const found = suite(run("branch", 1, { steady })).cases.find(({ name }) => name === "failures must not rise")!;
    assert.deepEqual([found.outcome, found.message], ["skipped", "not tested: a side has no complete and steady cell"]);
  });

  it("thresholds of the candidate are cases, one per cell", () => {
    const thresholds = [{ threshold: "p95<20ms", holds: false, value: 31.4 }];
    const found = suite(run("branch", 1, { thresholds })).cases.filter(({ name }) => name === "p95<20ms");
    assert.deepEqual(
      found.map(({ className, outcome }) => `${className} ${outcome}`),
      ["branch.load-low-1 failed", "branch.load-low-2 failed", "branch.load-low-3 failed"],
    );
    assert.equal(found[0]!.message, "p95<20ms: measured 31.4 ms");
  });

  it("a run has a case for each cell and threshold; a load that too many failures ended has failed", () => {
    const reasons = [{ code: "error-rate", message: "12 % failed" }];
    const thresholds = [{ threshold: "p95<20ms", holds: false, value: null }];
    const cases = runSuite(run("shop", 1, { status: "partial", reasons, thresholds }, [1])).cases;
    assert.deepEqual(
      cases.map(({ name, outcome, message }) => [name, outcome, message]),
      [
        ["the load is complete and valid", "failed", "12 % failed"],
        ["p95<20ms", "failed", "nothing was measured for p95<20ms"],
      ],
    );
    assert.equal(runSuite(run("shop", 1)).cases[0]!.outcome, "passed");
  });
});
