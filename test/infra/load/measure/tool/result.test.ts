import assert from "node:assert/strict";
import { LOAD_TOOLS } from "../../../../../infra/catalog/load-tools.ts";
import type { ToolEnd } from "../../../../../infra/load/measure/tool/process.ts";
import { toolResult, type KnownOfTool } from "../../../../../infra/load/measure/tool/result.ts";
import { recordedResultSchema, type RecordedResult } from "../../../../../results/schema/recorded.ts";
import { resultOf } from "../../../../../results/import/imported-load.ts";
import { anEndpoint } from "../../../../helpers/builders.ts";

const START = Date.parse("2026-03-01T10:00:00.000Z");
const read = (over: Partial<RecordedResult> = {}): RecordedResult => ({
  ...resultOf({ startedAt: null, endedAt: null, measuredMs: null, overall: anEndpoint(), endpoints: [], errors: [] }),
  ...over,
});
const ended = (code: number | null, over: Partial<ToolEnd> = {}): ToolEnd => ({
  ...{ code, how: code === null ? "by SIGKILL" : `with exit code ${code}`, lastLines: ["the last line"] },
  ...over,
});
const known = (over: Partial<KnownOfTool> = {}): KnownOfTool => ({
  spec: {
    ...{ tool: "k6", file: "./shop.js", codeDigest: "d".repeat(64), users: 5, spawnRatePerS: null, durationMs: 10_000 },
    vantage: { kind: "here", where: "this machine" },
  },
  ...{ tool: LOAD_TOOLS.k6, version: "1.2.3", target: "http://user:secret@127.0.0.1:1/", rttMs: null },
  ...{ startedMs: START, endedMs: START + 12_000, ended: ended(0), isStopped: false, thresholds: [] },
  ...over,
});
const status = (result: RecordedResult, over: Partial<KnownOfTool> = {}) => {
  const { status, reasons } = toolResult(result, known(over));
  return [status, reasons.map(({ code }) => code)];
};

describe("the result of a load that a tool sent", () => {
  it("has what the files lack and is known here: times, target, vantage, version and code", () => {
    const result = toolResult(read(), known());
    assert.deepEqual(
      [result.startedAt, result.endedAt, result.measuredMs, result.vantage.where],
      ["2026-03-01T10:00:00.000Z", "2026-03-01T10:00:12.000Z", 12_000, "this machine"],
    );
    assert.doesNotMatch(result.target!, /secret/);
    const { scenario, tool, version, users } = result.spec;
    assert.deepEqual([scenario, tool, version, users], ["./shop.js", "k6", "1.2.3", 5]);
    assert.ok(recordedResultSchema.parse(result));
  });

  it("a script that decides its load has no users in its specification", () => {
    const { spec } = known();
    assert.ok(!("users" in toolResult(read(), known({ spec: { ...spec, users: null } })).spec));
  });

  it("is complete after a good end, failed thresholds included", () => {
    assert.deepEqual(status(read()), ["complete", []]);
    assert.deepEqual(status(read(), { ended: ended(99) }), ["complete", []]);
    assert.deepEqual(status(read(), { tool: LOAD_TOOLS.locust, ended: ended(3) }), ["complete", []]);
  });

  it("is invalid if the tool failed or no request succeeded, and partial if it was stopped", () => {
    assert.deepEqual(status(read(), { ended: ended(107) }), ["invalid", ["tool-failed"]]);
    assert.deepEqual(status(read(), { ended: ended(null) }), ["invalid", ["tool-failed"]]);
    assert.deepEqual(status(read({ overall: anEndpoint({ ok: 0, failures: 1000 }) })), ["invalid", ["targets-down"]]);
    assert.deepEqual(status(read(), { ended: ended(105), isStopped: true }), ["partial", ["stopped"]]);
    const { reasons } = toolResult(read(), known({ ended: ended(107) }));
    assert.equal(reasons[0]!.message, "k6 ended with exit code 107: the last line.");
  });
});
