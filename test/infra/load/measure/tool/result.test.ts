import assert from "node:assert/strict";
import { LOAD_TOOLS } from "../../../../../infra/catalog/load-tools.ts";
import type { PartEnd } from "../../../../../infra/load/measure/tool/end.ts";
import { absentOf, toolResult, type KnownOfTool } from "../../../../../infra/load/measure/tool/result.ts";
import { recordedResultSchema, type RecordedResult } from "../../../../../results/schema/recorded.ts";
import { resultOf } from "../../../../../results/import/imported-load.ts";
import { anEndpoint } from "../../../../helpers/builders.ts";

const START = Date.parse("2026-03-01T10:00:00.000Z");
const read = (over: Partial<RecordedResult> = {}): RecordedResult => ({
  ...resultOf({ startedAt: null, endedAt: null, measuredMs: null, overall: anEndpoint(), endpoints: [], errors: [] }),
  ...over,
});
const ended = (code: number | null, over: Partial<PartEnd> = {}): PartEnd => ({
  ...{ code, how: code === null ? "by SIGKILL" : `with exit code ${code}`, lastLines: ["the last line"] },
  ...{ place: undefined, folder: "/nowhere", endedMs: START + 12_000, isStopped: false },
  ...over,
});
const known = (over: Partial<KnownOfTool> = {}): KnownOfTool => ({
  spec: {
    ...{ tool: "k6", file: "./shop.js", codeDigest: "d".repeat(64), users: 5, spawnRatePerS: null, durationMs: 10_000 },
    vantage: { kind: "here", where: "this machine" },
  },
  ...{ tool: LOAD_TOOLS.k6, version: "1.2.3", target: "http://user:secret@127.0.0.1:1/", rttMs: null },
  ...{ startedMs: START, endedMs: START + 12_000, parts: [ended(0)], thresholds: [] },
  ...over,
});
const status = (result: RecordedResult, over: Partial<KnownOfTool> = {}) => {
  const { status, reasons } = toolResult({ result }, known(over));
  return [status, reasons.map(({ code }) => code)];
};

describe("the result of a load that a tool sent", () => {
  it("has what the files lack and is known here: times, target, vantage, version and code", () => {
    const result = toolResult({ result: read() }, known());
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
    assert.ok(!("users" in toolResult({ result: read() }, known({ spec: { ...spec, users: null } })).spec));
  });

  it("is complete after a good end, failed thresholds included", () => {
    assert.deepEqual(status(read()), ["complete", []]);
    assert.deepEqual(status(read(), { parts: [ended(99)] }), ["complete", []]);
    assert.deepEqual(status(read(), { tool: LOAD_TOOLS.locust, parts: [ended(3)] }), ["complete", []]);
  });

  it("is invalid if the tool failed or no request succeeded, and partial if it was stopped", () => {
    assert.deepEqual(status(read(), { parts: [ended(107)] }), ["invalid", ["tool-failed"]]);
    assert.deepEqual(status(read(), { parts: [ended(null)] }), ["invalid", ["tool-failed"]]);
    assert.deepEqual(status(read({ overall: anEndpoint({ ok: 0, failures: 1000 }) })), ["invalid", ["targets-down"]]);
    assert.deepEqual(status(read(), { parts: [ended(105, { isStopped: true })] }), ["partial", ["stopped"]]);
    const { reasons } = toolResult({ result: read() }, known({ parts: [ended(107)] }));
    assert.equal(reasons[0]!.message, "k6 ended with exit code 107: the last line.");
  });

  const parts = (...codes: (number | null)[]): PartEnd[] =>
    codes.map((code, index) => ended(code, { place: `pod ${index}`, lastLines: [] }));

  it("a part that failed makes the whole invalid, and is named; those that were stopped because of it are not", () => {
    const [first, second, third] = parts(0, null, 105) as [PartEnd, PartEnd, PartEnd];
    const lost = { ...second, how: "unseen, because pod 1 was deleted" };
    const of = [first, lost, { ...third, isStopped: true }];
    const { status: is, reasons } = toolResult({ result: read() }, known({ parts: of }));
    const message = "k6 at pod 1 ended unseen, because pod 1 was deleted.";
    assert.deepEqual([is, reasons], ["invalid", [{ code: "tool-failed", message }]]);
  });

  it("says how many requests of each part were added, or which part added them itself", () => {
    const of = { result: read(), partRequests: [10, 12] };
    assert.deepEqual(toolResult(of, known({ parts: parts(0, 0) })).notes, [
      "k6 ran in 2 parts, of which every request was added: 10 + 12",
    ]);
    assert.deepEqual(toolResult(of, known({ tool: LOAD_TOOLS.locust, parts: parts(0, 0) })).notes, [
      "Locust ran at pod 0, pod 1; its master at pod 0 added what the others sent to it",
    ]);
    assert.equal(toolResult({ ...of, partRequests: [22] }, known()).notes, undefined);
  });

  it("says that a part ended long before the others", () => {
    const [first, second] = parts(0, 0) as [PartEnd, PartEnd];
    const early = [
      { ...first, endedMs: START + 2000 },
      { ...second, endedMs: START + 62_000 },
    ];
    const { notes } = toolResult({ result: read() }, known({ parts: early }));
    assert.equal(notes!.at(-1), "k6 at pod 0 ended up to 60 s before the others, which left a smaller load");
  });

  it("names what parts cannot say of the whole", () => {
    const absent = [
      { what: "infrastructure", reason: "" },
      { what: "load", reason: "" },
    ];
    const whats = (over: Partial<KnownOfTool>) => absentOf({ absent }, known(over)).map(({ what }) => what);
    assert.deepEqual(whats({}), ["load"]);
    assert.deepEqual(whats({ parts: parts(0) }), ["load", "round trips"]);
    const thresholds = [{ threshold: "http_req_failed: rate<0.01", holds: true, value: null }];
    const all = ["load", "round trips", "a common start", "thresholds of the whole load"];
    assert.deepEqual(whats({ parts: parts(0, 0), thresholds }), all);
    assert.deepEqual(whats({ tool: LOAD_TOOLS.locust, parts: parts(0, 0) }), ["load", "round trips"]);
  });
});
