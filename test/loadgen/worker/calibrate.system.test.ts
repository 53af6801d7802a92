import assert from "node:assert/strict";
import { parseSpec } from "../../../loadgen/schema/spec.ts";
import { calibrate, probeJitter } from "../../../loadgen/worker/calibrate.ts";

const spec = (calibrationMs: number) =>
  parseSpec({
    ...{ model: "open", scenario: "boutique", target: "http://nobody.invalid/" },
    ...{ ratePerS: 5, durationMs: 1000, calibrationMs },
  });

describe("calibration", () => {
  it("calibration sends requests to the worker itself, never to the target", async () => {
    const { overheadUs } = await calibrate(spec(200));
    assert.ok(overheadUs !== null && overheadUs.samples > 20);
    assert.ok(overheadUs.p50 > 0 && overheadUs.p99 >= overheadUs.p50);
  });

  it("calibration is skipped when it is given no time", async () => {
    assert.equal((await calibrate(spec(0))).overheadUs, null);
  });

  it("calibration measures the jitter of a clock", () => {
    let now = 0;
    const steps = (us: number) => ({ nowUs: () => (now += us) });
    assert.deepEqual([probeJitter(steps(3)), probeJitter(steps(500))], [3, 500]);
  });
});
