/**
 * What the real engine did with small programs, compared with what this one does: needs the recordings' folder in
 * STACKMARK_ORACLE; STACKMARK_ORACLE_CASES names some of them, separated by commas. Order between operations is compared where dependencies fix it, as the recordings themselves say.
 */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { comparableCheckpoint } from "./oracle/checkpoint.ts";
import { loadConformance } from "./oracle/conformance.ts";
import type { Case, StepRecord } from "./oracle/conformance.ts";
import { NOT_YET, skippedFields } from "./oracle/expected.ts";
import { runCase } from "./oracle/run-case.ts";

const FIELDS = ["exitCode", "summary", "ops", "journal", "outputs", "deployment", "json"];
/** The slowest case has fifteen commands; each starts several processes. */
const CASE_TIMEOUT_MS = 300_000;

/** What a preview took is in its JSON. */
const withoutDuration = (record: StepRecord): StepRecord =>
  record.json && typeof record.json === "object" ? { ...record, json: { ...record.json, duration: 0 } } : record;

const folder = process.env.STACKMARK_ORACLE;
const conformance = folder ? await loadConformance(folder) : undefined;

describe("the embedded engine, beside recordings of the real one", () => {
  const only = process.env.STACKMARK_ORACLE_CASES?.split(",");
  const cases = conformance?.cases.filter(({ name }) => only?.includes(name) ?? true) ?? [];
  after(() => console.log(`oracle: ${conformance ? `${cases.length} cases run` : "absent"}`));

  if (!conformance) {
    it("is compared where STACKMARK_ORACLE names the recordings", () => assert.equal(folder, undefined));
    return;
  }
  const queue = [...cases];
  const running = new Map<string, Promise<StepRecord[]>>();

  /** A few cases run ahead of the test that waits for them. */
  const resultOf = (of: Case): Promise<StepRecord[]> => {
    while (running.size < cases.indexOf(of) + availableParallelism()) {
      const next = queue.shift();
      if (!next) break;
      const result = runCase(conformance, next);
      result.catch(() => {});
      running.set(next.name, result);
    }
    return running.get(of.name) as Promise<StepRecord[]>;
  };

  const differences = (of: Case, results: StepRecord[]): string[] =>
    results.flatMap((actual, step) => {
      const expected = conformance.recorded(of, step);
      const skipped = skippedFields(expected.varies);
      const fields = FIELDS.filter((field) => !skipped.includes(field));
      const before =
        of.steps[step]?.command[0] === "destroy" && step > 0 ? conformance.recorded(of, step - 1) : expected;
      const found = [
        ...conformance.compare(withoutDuration(expected), withoutDuration(actual), fields),
        ...conformance.orderViolations(actual.timeline ?? [], before.deployment?.resources ?? []),
      ];
      return found.map((difference) => `step ${step + 1}: ${difference}`);
    });

  const assertCheckpointsEqual = async (of: Case, results: StepRecord[]): Promise<void> => {
    for (const [step, { checkpoint }] of results.entries()) {
      if (checkpoint === undefined) continue;
      const comparable = (text: string): Promise<string[]> => comparableCheckpoint(text, conformance.newNormaliser([]));
      const recorded = conformance.kept(of, step, "checkpoint.json");
      assert.deepEqual(await comparable(checkpoint), await comparable(recorded), `the state file of step ${step + 1}`);
    }
  };

  for (const of of cases) {
    const reason = NOT_YET[of.name];
    it(`${of.name}: ${of.title}${reason === undefined ? "" : ` (differs: ${reason})`}`, async function () {
      this.timeout(CASE_TIMEOUT_MS);
      const found = differences(of, await resultOf(of));
      await assertCheckpointsEqual(of, await resultOf(of));
      if (reason === undefined) assert.deepEqual(found, []);
      else assert.notDeepEqual(found, [], "it passes now: take it off the list of differences");
    });
  }
});
