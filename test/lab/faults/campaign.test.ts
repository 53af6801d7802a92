import assert from "node:assert/strict";
import { lineOf, summary, type RunOutcome } from "../../../lab/faults/campaign.ts";
import type { PlannedRun } from "../../../lab/faults/plan.ts";
import type { Outcome } from "../../../lab/faults/run.ts";

const planned = (more: Partial<PlannedRun>): PlannedRun => ({
  ...{ number: 3, fault: "engine-killed", operation: "create", progress: 0.25, delayMs: 100, seed: 9 },
  ...{ patienceMs: null, recovery: "up" },
  ...more,
});
const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  ...{ what: "killed the engine; create ended with 137", hasStruck: true, problems: [], durationMs: 30_000 },
  ...more,
});

describe("the report of a campaign", () => {
  it("a run's line says what was struck when, what was done next, and which promises were broken", () => {
    assert.equal(
      lineOf(1, planned({}), outcome()),
      "✓ 3 (seed 1) engine-killed, create at 25 %, then up: killed the engine; create ended with 137 (30 s)",
    );
    const broken = lineOf(1, planned({ recovery: "leave" }), outcome({ problems: ["left in the clouds: x"] }));
    assert.match(broken, /^✗ 3 \(seed 1\) engine-killed, create at 25 %: .*; ✗ left in the clouds: x \(/);
  });

  it("the summary counts by kind and operation, and says which faults found nothing to strike", () => {
    const outcomes: RunOutcome[] = [
      { planned: planned({}), outcome: outcome() },
      { planned: planned({ operation: "destroy" }), outcome: outcome({ hasStruck: false }) },
      { planned: planned({ fault: "internet-cut" }), outcome: outcome({ problems: ["still runs: x"] }) },
    ];
    assert.deepEqual(summary({ outcomes, problems: ["left in the clouds: y"] }, 90_000), [
      "",
      "engine-killed: 2 of 2 as promised (create 1, destroy 1; 1 found nothing to strike)",
      "internet-cut: 0 of 1 as promised (create 1)",
      "✗ after the last destroy: left in the clouds: y",
      "faults: 2 of 3 ended as promised; 2 struck something, in 1 min 30 s (emulated)",
    ]);
  });
});
