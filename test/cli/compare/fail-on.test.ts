import assert from "node:assert/strict";
import { failures, gateNote, parseFailOn, refuseUndecidable } from "../../../cli/compare/fail-on.ts";
import { exitCodeOf } from "../../../cli/exit.ts";
import { compare } from "../../../results/compare/index.ts";
import { aCell, aLatency, aResult, anEndpoint, anOutputs } from "../../helpers/builders.ts";

const run = (stack: string, factor: number, over: Parameters<typeof aResult>[0] = {}) =>
  anOutputs({
    stack,
    load: [1, 1.01, 0.99].map((noise, index) =>
      aCell({
        repeat: index + 1,
        result: aResult({ overall: anEndpoint({ latencyMs: aLatency(10 * noise * factor) }), ...over }),
      }),
    ),
  });

describe("--fail-on", () => {
  const codes = (candidate: ReturnType<typeof run>, text = "worse") =>
    failures(compare(run("a", 1), candidate), candidate, parseFailOn(text));

  it("--fail-on exits with 4 if the whole comparison, or the named metric, is worse", () => {
    assert.deepEqual(codes(run("b", 2)), [4]);
    assert.deepEqual(codes(run("b", 2), "worse:p95"), [4]);
    assert.deepEqual(codes(run("b", 1)), []);
    assert.deepEqual(codes(run("b", 0.5), "worse:p50"), []);
  });

  it("--fail-on exits with 98 if a cell is invalid and 99 if the candidate crossed a threshold, both before 4", () => {
    assert.equal(exitCodeOf(codes(run("b", 2, { status: "invalid" }))), 98);
    const thresholds = [{ threshold: "p95<1", holds: false, value: 30 }];
    assert.deepEqual(codes(run("b", 2, { thresholds })), [99, 4]);
    assert.equal(exitCodeOf(codes(run("b", 2, { thresholds }))), 99);
  });

  it("--fail-on exits with 98 if no cell is evidence, and says why", () => {
    const partial = run("b", 2, { status: "partial" });
    assert.deepEqual(codes(partial), [98]);
    assert.deepEqual(codes(partial, "worse:p50"), [98]);
    const note = gateNote(compare(run("a", 1), partial), parseFailOn("worse"));
    assert.match(
      note,
      /^--fail-on worse: failed, because nothing could be tested \(p50 at low, p95 at low: one side has no complete/,
    );
  });

  it("--fail-on says why it exits with 98 although the comparison is worse, or is not", () => {
    const withInvalid = (factor: number) => {
      const [first, ...rest] = run("b", factor).load;
      return anOutputs({
        stack: "b",
        load: [{ ...first!, result: { ...first!.result, status: "invalid" } }, ...rest],
      });
    };
    const noteOn = (factor: number) => gateNote(compare(run("a", 1), withInvalid(factor)), parseFailOn("worse"));
    assert.equal(noteOn(2), "--fail-on worse: failed with exit code 98 instead of 4, because 1 of 6 cells is invalid");
    assert.equal(noteOn(1), "--fail-on worse: failed with exit code 98, because 1 of 6 cells is invalid");
  });

  it("--fail-on passes an inconclusive comparison, and says how many repeats would tell", () => {
    const single = (stack: string, factor: number) => {
      const outputs = run(stack, factor);
      return { ...outputs, load: outputs.load.slice(0, 1) };
    };
    const [a, b] = [single("a", 1), single("b", 1.2)];
    assert.deepEqual(failures(compare(a, b), b, parseFailOn("worse:p50")), []);
    assert.equal(
      gateNote(compare(a, b), parseFailOn("worse:p50")),
      "--fail-on worse:p50: passed, but inconclusive: worse is neither shown nor ruled out; 31 repeats a side would tell",
    );
    assert.equal(gateNote(compare(run("a", 1), run("b", 2)), parseFailOn("worse")), "");
  });

  it("--fail-on refuses a metric that the load itself bounds, with the reason", () => {
    const comparison = compare(run("a", 1), run("b", 1), { primary: ["rate"] });
    assert.throws(() => refuseUndecidable(comparison, parseFailOn("worse:rate")), {
      code: "GATE_UNDECIDABLE",
      exitCode: 2,
      message: /^--fail-on worse:rate can decide nothing here: rate at low: users think between requests/,
    });
    refuseUndecidable(comparison, parseFailOn("worse"));
  });

  it("--fail-on accepts only worse and worse:METRIC", () => {
    assert.deepEqual(parseFailOn("worse:p99.9"), { metric: "p99.9" });
    for (const text of ["better", "worse:", "worser", ""])
      assert.throws(() => parseFailOn(text), { code: "OPTION_INVALID" });
  });
});
