import assert from "node:assert/strict";
import { LoadError, mergeCells, type LoadOutcome } from "../../../../loadgen/index.ts";
import { cellSchema } from "../../../../loadgen/schema/index.ts";
import { outcomeOf } from "../../helpers/outcome-of.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";

async function part(more: Record<string, unknown> = {}, stoppedAtMs?: number): Promise<LoadOutcome> {
  const { spec, clock, run, seconds } = virtualRun({
    spec: { durationMs: 20_000, warmUpMs: 2000, thinkTimeScale: 0.05, tallyHeaders: ["x-trips"], ...more },
    answer: ({ path }, atUs) => ({
      latencyUs: 5000 + (atUs % 40_000),
      head: path === "/cart" && Math.floor(atUs) % 3 === 0 ? "HTTP/1.1 500 Oops" : "HTTP/1.1 200 OK\r\nx-trips: 2",
      bodyBytes: 100,
    }),
  });
  await clock.advanceTo((stoppedAtMs ?? 30_000) * 1000);
  if (stoppedAtMs !== undefined) run.stop(1000);
  await clock.advanceTo(31e6);
  const { busyAtEnd } = await run.done;
  return outcomeOf(spec, seconds, busyAtEnd, { stoppedAtMs });
}

describe("merged cells", () => {
  it("a merged cell has the sums of its parts' counts, bytes, tallies, errors and times", async () => {
    const parts = [await part({ seed: 1 }), await part({ seed: 2 })];
    const merged = mergeCells(parts);
    const sum = (of: (outcome: LoadOutcome) => number) => parts.reduce((total, each) => total + of(each), 0);
    for (const of of [
      ({ result }: LoadOutcome) => result.overall.requests,
      ({ result }: LoadOutcome) => result.overall.failures,
      ({ result }: LoadOutcome) => result.overall.bytes,
      ({ result }: LoadOutcome) => result.overall.tallies["x-trips"]!.sum,
      ({ result }: LoadOutcome) => result.errors.reduce((total, { count }) => total + count, 0),
      ({ result }: LoadOutcome) => result.accounting.sent,
      ({ result }: LoadOutcome) => result.measuredMs,
    ]) {
      assert.equal(of(merged), sum(of));
    }
    assert.ok(merged.result.overall.failures > 0);
    assert.deepEqual(cellSchema.parse(merged.result), merged.result);
  });

  it("a merged cell has percentiles of all samples together, not the mean of its parts' percentiles", async () => {
    const slow = await part({ seed: 2, users: 2, spawnRatePerS: 10 });
    const merged = mergeCells([slow, slow, slow]);
    assert.deepEqual(merged.result.overall.latencyMs, {
      ...slow.result.overall.latencyMs,
      p90: merged.result.overall.latencyMs.p90,
      p95: merged.result.overall.latencyMs.p95,
    });
    assert.equal(merged.result.overall.requests, 3 * slow.result.overall.requests);
  });

  it("a merged cell is the same whether its parts are merged at once or one after the other", async () => {
    const [a, b, c] = [await part({ seed: 1 }), await part({ seed: 2 }), await part({ seed: 3 })];
    assert.deepEqual(mergeCells([mergeCells([a, b]), c]).result.overall, mergeCells([a, b, c]).result.overall);
  });

  it("a merged cell has the requests of each worker of its pool in both parts", async () => {
    const stopped = await part({}, 9000);
    const rest = await part({ durationMs: 11_000 });
    const inPool = (outcome: LoadOutcome, requests: number, reattached: number, cpuPctOfCore: number): LoadOutcome => {
      const rttMs = { before: null, after: null };
      const figures = { machineCpuPct: null, stealPct: 0, networkInBytesPerS: null, networkOutBytesPerS: null };
      const counts = { requests, reattached, failures: 1, bytes: 10 * requests };
      const own = { name: "eu-1", rttMs, clock: { offsetMs: 1, boundMs: 1 }, calibratedPerS: 5000, cpuPctOfCore };
      const generator = { ...outcome.result.generator, pool: [{ ...own, ...figures, ...counts }] };
      return { ...outcome, result: { ...outcome.result, generator } };
    };
    const { result } = mergeCells([inPool(stopped, 100, 1, 10), inPool(rest, 300, 2, 30)]);
    const [worker] = result.generator.pool!;
    assert.deepEqual([worker!.requests, worker!.failures, worker!.bytes, worker!.reattached], [400, 2, 4000, 3]);
    const [first, second] = [stopped.result.measuredMs, rest.result.measuredMs];
    assert.equal(worker!.cpuPctOfCore, (10 * first + 30 * second) / (first + second));
    assert.deepEqual(cellSchema.parse(result), result);
  });

  it("a merged cell is complete when its last part is, and partial when its last part was stopped", async () => {
    const stopped = await part({}, 9000);
    const rest = await part({ durationMs: 11_000 });
    assert.equal(stopped.result.status, "partial");
    const merged = mergeCells([stopped, rest]);
    assert.deepEqual([merged.result.status, merged.result.reasons], ["complete", []]);
    assert.equal(merged.result.segments.at(-1)!.endMs, 20_000);
    assert.equal(mergeCells([rest, stopped]).result.status, "partial");
  });

  it("a merged cell drops the reason why its first part was stopped", async () => {
    const stopped = await part({}, 9000);
    const reasons = [...stopped.result.reasons, { code: "stop-requested", message: "asked" }];
    const rest = await part({ durationMs: 11_000 });
    const fault = { code: "target-down", message: "cart/0" };
    const invalid = { ...rest, result: { ...rest.result, status: "invalid" as const, reasons: [fault] } };
    const merged = mergeCells([{ ...stopped, result: { ...stopped.result, reasons } }, invalid]);
    assert.deepEqual([merged.result.status, merged.result.reasons], ["invalid", [fault]]);
    const after = mergeCells([invalid, stopped]).result;
    assert.deepEqual([after.status, after.reasons], ["invalid", [fault, ...stopped.result.reasons]]);
  });

  it("parts of one deployment at two addresses can be merged", async () => {
    const parts = [await part({}, 9000), await part({ durationMs: 11_000, target: "http://127.0.0.1:2/" })];
    assert.equal(mergeCells(parts).result.target, parts[1]!.result.target);
  });

  it("merging returns a single part unchanged, and refuses no parts and parts of different shape", async () => {
    const only = await part();
    assert.deepEqual(mergeCells([only]), only);
    const other = await part({ users: 3 });
    for (const parts of [[], [only, other]]) {
      assert.throws(
        () => mergeCells(parts),
        (error) => error instanceof LoadError && error.code === "LOAD_MERGE_MISMATCH",
      );
    }
  });
});
