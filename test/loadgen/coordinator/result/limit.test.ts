import assert from "node:assert/strict";
import { limitOf } from "../../../../loadgen/coordinator/result/limit.ts";
import { outcomeOf } from "../../helpers/outcome-of.ts";
import { virtualRun } from "../../helpers/virtual-run.ts";

/** Two users more every second, for a minute. */
const plan = {
  level: [
    { atMs: 0, level: 0 },
    { atMs: 60_000, level: 120 },
  ],
};
const spec = {
  findLimit: true,
  maxErrorRate: { share: 0.05, windowMs: 10_000 },
  maxLatency: [{ quantile: 0.95, limitMs: 500, windowMs: 5_000 }],
};
const ended = (code: string, stoppedAtMs = 30_100) => ({ stoppedAtMs, stopReason: { code, message: "why" } });

describe("the limit that a load was to find", () => {
  it("is the load at which a condition failed, and the one before the window that it looks at", () => {
    assert.deepEqual(limitOf(spec, plan, ended("error-rate")), {
      ...{ condition: "error-rate", atMs: 30_000, load: 60, sustained: 40 },
    });
    assert.equal(limitOf(spec, plan, ended("latency"))?.sustained, 50);
    assert.equal(limitOf(spec, plan, ended("latency", 3_000))?.sustained, 0);
    assert.equal(limitOf(spec, plan, ended("threshold"))?.sustained, 0);
  });

  it("is unknown if the load ran to its end, was stopped, or was not to find it", () => {
    assert.equal(limitOf(spec, plan, { stoppedAtMs: undefined, stopReason: undefined }), undefined);
    assert.equal(limitOf(spec, plan, { stoppedAtMs: 30_000, stopReason: undefined }), undefined);
    assert.equal(limitOf(spec, plan, ended("deadline")), undefined);
    assert.equal(limitOf({ ...spec, findLimit: undefined }, plan, ended("latency")), undefined);
  });

  for (const [findLimit, status, reasons] of [
    [true, "complete", []],
    [false, "partial", ["latency"]],
  ] as const)
    it(`a load that a condition ended is ${status} if it was ${findLimit ? "" : "not "}to find its limit`, async () => {
      const virtual = virtualRun({ spec: { durationMs: 10_000, thinkTimeScale: 0.1, findLimit } });
      await virtual.clock.advanceTo(40e6);
      await virtual.run.done;
      const ending = { stoppedAtMs: 9000, stopReason: { code: "latency", message: "Ended at 9 s." } };
      const { result } = outcomeOf(virtual.spec, virtual.seconds, 0, { ending });
      assert.deepEqual([result.status, result.reasons.map(({ code }) => code)], [status, reasons]);
      assert.equal(result.notes?.includes("Ended at 9 s.") ?? false, findLimit);
      assert.equal(result.limit?.load, findLimit ? 10 : undefined);
    });
});
