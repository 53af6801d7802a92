/**
 * Runs small programs with this engine and compares with what the real one did: the recordings in engine/recordings, and
 * those in the folder that STACKMARK_ORACLE names. STACKMARK_ORACLE_CASES selects cases by name, separated by commas.
 */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import pLimit from "p-limit";
import { comparableCheckpoint } from "./checkpoint.ts";
import { FIELDS } from "./compare.ts";
import { NOT_YET, skippedFields } from "./expected.ts";
import { loadRecordings, recordingFolders } from "./recordings.ts";
import type { Case, Recordings, StepRecord } from "./recordings.ts";
import { runCase } from "./run-case.ts";

/** The slowest case has fifteen commands; each starts several processes. */
const CASE_TIMEOUT_MS = 300_000;

const folders = recordingFolders();
const loaded = await Promise.allSettled(folders.map((folder) => loadRecordings(folder)));
const selected = process.env.STACKMARK_ORACLE_CASES?.split(",");

interface RecordedCase {
  recordings: Recordings;
  of: Case;
}
const cases: RecordedCase[] = loaded
  .flatMap((result) => (result.status === "fulfilled" ? [result.value] : []))
  .flatMap((recordings) => recordings.cases.map((of) => ({ recordings, of })))
  .filter(({ of }) => selected?.includes(of.name) ?? true);

describe("the embedded engine does what Pulumi's engine did in the recordings", () => {
  const results = new Map<RecordedCase, Promise<StepRecord[]>>();

  before(() => {
    const limit = pLimit(availableParallelism());
    for (const recorded of cases) {
      const result = limit(() => runCase(recorded.recordings, recorded.of));
      result.catch(() => {});
      results.set(recorded, result);
    }
  });
  after(() => console.log(`recordings: ${cases.length} cases run`));

  for (const [index, folder] of folders.entries())
    it(`${index === 0 ? "the engine's own recordings" : "the folder in STACKMARK_ORACLE"} can be read`, () => {
      const result = loaded[index]!;
      if (result.status === "rejected")
        throw new Error(`The recordings in "${folder}" cannot be used: ${(result.reason as Error).message}`);
    });

  it("STACKMARK_ORACLE_CASES names existing cases only", () => {
    const missing = selected?.filter((name) => !cases.some(({ of }) => of.name === name)) ?? [];
    assert.deepEqual(missing, []);
  });

  for (const recorded of cases) {
    const { recordings, of } = recorded;
    const reason = NOT_YET[of.name];
    it(`${of.name}: ${of.title}${reason === undefined ? "" : ` (differs: ${reason})`}`, async function () {
      this.timeout(CASE_TIMEOUT_MS);
      const actual = (await results.get(recorded))!;
      const found = differences(recorded, actual);
      await assertCheckpointsEqual(recordings, of, actual);
      if (reason === undefined) assert.deepEqual(found, []);
      else assert.notDeepEqual(found, [], "it passes now: remove it from NOT_YET");
    });
  }
});

function differences({ recordings, of }: RecordedCase, results: StepRecord[]): string[] {
  return results.flatMap((actual, step) => {
    const expected = recordings.recorded(of, step);
    const skipped = skippedFields(expected.varies);
    const isDestroy = of.steps[step]?.command[0] === "destroy" && step > 0;
    const before = isDestroy ? recordings.recorded(of, step - 1) : expected;
    const found = [
      ...recordings.compare(
        withoutDuration(expected),
        withoutDuration(actual),
        FIELDS.filter((field) => !skipped.includes(field)),
      ),
      ...recordings.orderViolations(actual.timeline ?? [], before.deployment?.resources ?? []),
    ];
    return found.map((difference) => `step ${step + 1}: ${difference}`);
  });
}

/** The JSON of a preview says how long it took. */
const withoutDuration = (record: StepRecord): StepRecord =>
  record.json && typeof record.json === "object" ? { ...record, json: { ...record.json, duration: 0 } } : record;

async function assertCheckpointsEqual(recordings: Recordings, of: Case, results: StepRecord[]): Promise<void> {
  const comparable = (text: string): Promise<string[]> => comparableCheckpoint(text, recordings.newNormaliser([]));
  for (const [step, { checkpoint }] of results.entries()) {
    if (checkpoint === undefined) continue;
    const recorded = recordings.kept(of, step, "checkpoint.json");
    assert.deepEqual(await comparable(checkpoint), await comparable(recorded), `the state file of step ${step + 1}`);
  }
}
