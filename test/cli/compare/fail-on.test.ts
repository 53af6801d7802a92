import assert from "node:assert/strict";
import { failures, parseFailOn } from "../../../cli/compare/fail-on.ts";
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

  it("--fail-on accepts only worse and worse:METRIC", () => {
    assert.deepEqual(parseFailOn("worse:p99.9"), { metric: "p99.9" });
    for (const text of ["better", "worse:", "worser", ""])
      assert.throws(() => parseFailOn(text), { code: "OPTION_INVALID" });
  });
});
