import assert from "node:assert/strict";
import type { Outcome, OutcomeRecord, RunOutcome } from "../../../lab/faults/outcomes.ts";
import type { PlannedRun } from "../../../lab/faults/plan.ts";
import { faultTable, lineOf, progressText, summary } from "../../../lab/faults/report.ts";

const planned = (more: Partial<PlannedRun>): PlannedRun => ({
  ...{ number: 3, fault: "engine-killed", operation: "create", progress: 0.25, delayMs: 100, seed: 9 },
  ...{ isHasty: false, patienceMs: 1000, recovery: "up" },
  ...more,
});
const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  ...{ what: "killed the engine", hasStruck: true, exitCode: 137, problems: [], durationMs: 30_000 },
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
    const failed = { what: "", hasStruck: false, exitCode: null, problems: ["the run itself failed: no"] };
    assert.match(lineOf(1, planned({}), outcome(failed)), /then up: ✗ the run itself failed: no \(30 s\)$/);
  });

  it("says how many runs are left, and for how long if they go on as before", () => {
    const done = [60_000, 30_000].map((durationMs) => ({ planned: planned({}), outcome: outcome({ durationMs }) }));
    assert.equal(progressText(done, 4), "2 done, 4 left: about 3 min");
    assert.equal(progressText(done, 0), "2 done");
  });

  it("the summary counts by kind and operation, and says which faults found nothing to strike", () => {
    const outcomes: RunOutcome[] = [
      { planned: planned({}), outcome: outcome() },
      { planned: planned({ operation: "destroy" }), outcome: outcome({ hasStruck: false }) },
      { planned: planned({ fault: "internet-cut" }), outcome: outcome({ problems: ["still runs: x"] }) },
    ];
    assert.deepEqual(summary(outcomes, ["left in the clouds: y"]), [
      "",
      "engine-killed: 2 of 2 as promised (create 1, destroy 1; 1 found nothing to strike)",
      "internet-cut: 0 of 1 as promised (create 1)",
      "✗ after the last destroy: left in the clouds: y",
      "faults: 2 of 3 ended as promised; 2 struck something, in 1 min 30 s (emulated)",
    ]);
  });

  it("the table has a row for each kind, with what was struck and how that ended, the most frequent first", () => {
    const campaign = { seed: 1, isHasty: false, only: null };
    const record = (more: Partial<PlannedRun>, end: Partial<Outcome>, day = "2026-11-30"): OutcomeRecord => ({
      ...{ campaign, planned: planned(more), outcome: outcome(end), endedAt: `${day}T12:00:00.000Z` },
    });
    const records = [
      record({ fault: "interrupted" }, { exitCode: 0, hasStruck: false, problems: ["left in the clouds: x"] }),
      record({}, { exitCode: 0 }),
      record({ operation: "run" }, {}),
      record({ operation: "run" }, {}, "2026-12-01"),
    ];
    assert.deepEqual(faultTable(records), [
      "| fault | struck | found nothing to strike | the struck command ended with | as promised |",
      "| --- | --- | --- | --- | --- |",
      "| engine-killed | run: 2, create: 1 | – | 137: 2, 0: 1 | 3 of 3 |",
      "| interrupted | – | 1 | – | 0 of 1 |",
      "",
      "3 of 4 ended as promised; 3 struck something, in 2 min. seed 1: 4; 2026-11-30 to 2026-12-01.",
    ]);
  });
});
