import assert from "node:assert/strict";
import { appendOutcome, isOf, outcomesFile, readOutcomes, type OutcomeRecord } from "../../../lab/faults/outcomes.ts";
import { planRuns } from "../../../lab/faults/plan.ts";
import { temporaryFolder } from "../../helpers/temporary.ts";

const [first, second] = planRuns(5, 2);
const record = (more: Partial<OutcomeRecord> = {}): OutcomeRecord => ({
  campaign: { seed: 5, isHasty: false, only: null },
  planned: first!,
  outcome: { what: "killed the engine", hasStruck: true, exitCode: 137, problems: [], durationMs: 30_000 },
  endedAt: "2026-11-30T12:00:00.000Z",
  ...more,
});

describe("the file of outcomes", () => {
  const folder = temporaryFolder();

  it("has every outcome in its order, and none if there is no file", () => {
    assert.deepEqual(readOutcomes(outcomesFile(folder.path)), []);
    const records = [record(), record({ planned: second })];
    for (const each of records) appendOutcome(folder.path, each);
    assert.deepEqual(readOutcomes(outcomesFile(folder.path)), records);
  });

  it("gives only the newest outcome of a run that was repeated, and keeps those of other seeds", () => {
    const other = record({ campaign: { seed: 6, isHasty: false, only: null } });
    const repeated = record({ endedAt: "2026-12-01T12:00:00.000Z" });
    for (const each of [record(), other, repeated]) appendOutcome(folder.path, each);
    assert.deepEqual(readOutcomes(outcomesFile(folder.path)), [repeated, other]);
  });

  it("tells runs of one plan from those of another", () => {
    assert.ok(isOf(record(), { seed: 5, isHasty: false, only: null }));
    for (const other of [{ seed: 6 }, { isHasty: true }, { only: "interrupted" as const }])
      assert.ok(!isOf(record(), { ...record().campaign, ...other }));
  });
});
