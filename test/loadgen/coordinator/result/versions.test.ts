import assert from "node:assert/strict";
import { mergeCells } from "../../../../loadgen/index.ts";
import { cellSchema } from "../../../../loadgen/schema/index.ts";
import { outcomeOf } from "../../helpers/outcome-of.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";

/** A load on a target whose canary answers each fourth request, in 40 ms instead of 10, and fails some of them. */
async function loadOf(more: Record<string, unknown> = {}) {
  let sent = 0;
  const { spec, clock, run, seconds } = virtualRun({
    spec: {
      durationMs: 20_000,
      warmUpMs: 2000,
      thinkTimeScale: 0,
      canary: { header: "x-version", contains: "v2" },
      ...more,
    },
    answer: () => {
      sent += 1;
      if (sent % 100 === 0) return { latencyUs: 1000, failure: { class: "reset", message: "reset" } };
      const isCanary = sent % 4 === 0;
      const status = isCanary && sent % 8 === 0 ? "500 Oops" : "200 OK";
      return {
        latencyUs: isCanary ? 40_000 : 10_000,
        head: `HTTP/1.1 ${status}\r\nx-version: ${isCanary ? "v2" : "v1"}`,
      };
    },
  });
  await clock.advanceTo(31e6);
  const { busyAtEnd } = await run.done;
  return outcomeOf(spec, seconds, busyAtEnd);
}

describe("versions of a target with a canary", () => {
  it("a result has latencies and failures of each version, which add up to those of the whole", async () => {
    const { result } = await loadOf();
    assert.deepEqual(cellSchema.parse(result), result);
    const [stable, canary, unknown] = result.versions!;
    assert.deepEqual([stable!.name, canary!.name, unknown!.name], ["stable", "canary", "unknown"]);
    assert.deepEqual([stable!.latencyMs.p50, canary!.latencyMs.p50].map(Math.round as never), [10, 40]);
    assert.equal(stable!.failures, 0);
    assert.ok(canary!.failures > 0 && canary!.ok > 0);
    assert.equal(unknown!.ok, 0);
    for (const key of ["requests", "ok", "failures"] as const)
      assert.equal(stable![key] + canary![key] + unknown![key], result.overall[key]);
  });

  it("responses of a version count over the whole load, its warm-up included", async () => {
    const { result } = await loadOf();
    const { ok, failed } = result.accounting;
    assert.equal(
      result.versions!.reduce((sum, { responses }) => sum + responses, 0),
      ok + failed,
    );
    assert.ok(result.versions![0]!.responses > result.versions![0]!.requests);
  });

  it("endpoints and the whole are as they are without versions", async () => {
    const { result } = await loadOf();
    const { result: without } = await loadOf({ canary: undefined });
    assert.deepEqual(result.overall, without.overall);
    assert.deepEqual(result.endpoints, without.endpoints);
    assert.equal(without.versions, undefined);
  });

  it("parts of an interrupted load are merged by version", async () => {
    const [a, b] = [await loadOf({ seed: 1 }), await loadOf({ seed: 2 })];
    const { result } = mergeCells([a, b]);
    for (const [i, { requests, responses }] of result.versions!.entries()) {
      assert.equal(requests, a.result.versions![i]!.requests + b.result.versions![i]!.requests);
      assert.equal(responses, a.result.versions![i]!.responses + b.result.versions![i]!.responses);
    }
  });
});
