import assert from "node:assert/strict";
import type { LoadPlan } from "../../../loadgen/coordinator/plan-load.ts";
import { loadPlanText } from "../../../loadgen/report/load-plan.ts";

const PLAN: LoadPlan = {
  ...{ users: 200, ratePerS: 400, workers: 2, memoryMiB: 200, limit: "CPU" },
  ...{ thinkMs: 500, calibratedPerS: 4000, roundTripMs: 1.5 },
};

describe("a load's plan in words", () => {
  it("has the round trip to the target, or says that the target does not answer", () => {
    assert.match(loadPlanText(PLAN), /^Round trip to the target: 1\.50 ms\.$/m);
    const unreached = loadPlanText({ ...PLAN, roundTripMs: null });
    assert.match(unreached, /^The target does not answer: its round trip is left out\.$/m);
    assert.doesNotMatch(unreached, /–/);
  });

  it("names machines that have a core for each worker and one for their system", () => {
    const lines = loadPlanText(PLAN).match(/^ {2}.* of \d cores/gm);
    assert.deepEqual(lines, ["  2 machines of 2 cores", "  1 machine of 4 cores", "  1 machine of 8 cores"]);
  });
});
