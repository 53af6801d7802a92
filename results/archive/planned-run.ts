/** The plan of a run, written before its first request, so that a run without outputs can be shown. */
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import type { StackOutputs } from "../schema/outputs.ts";
import { ARCHIVE_VERSION, planFileSchema } from "../schema/run.ts";
import type { PlanFile, PlannedRun } from "../schema/run.ts";
import { ifExists, readJson, validate, writeJson } from "./json.ts";
import { PLAN_FILE } from "./layout.ts";
import type { ArchivedCell } from "./read-cell.ts";
import type { RunStatus } from "./run-status.ts";

/** @throws {ResultsError} RESULTS_INVALID, RESULTS_IO */
export async function writePlan(run: string, of: { runId: string; stack: string }, planned: PlannedRun): Promise<void> {
  const file = join(run, PLAN_FILE);
  const head = { kind: "stackmark-run-plan", schemaVersion: ARCHIVE_VERSION };
  const plan = validate(file, JSON.parse(JSON.stringify({ ...head, ...of, ...planned })), planFileSchema);
  // Every cell writes the plan. An equal one is not written again, because that would break the digest of a closed run.
  if (!isDeepStrictEqual(await readPlan(run), plan)) await writeJson(file, plan);
}

/** `undefined` if no plan was recorded. @throws {ResultsError} as `readJson` */
export const readPlan = (run: string): Promise<PlanFile | undefined> =>
  ifExists(readJson(join(run, PLAN_FILE), planFileSchema));

/** The outputs of a run without `run.json`: its plan, and the cells that have a result. */
export function outputsSoFar(planned: PlanFile, cells: readonly ArchivedCell[], status: RunStatus): StackOutputs {
  const { kind: _kind, schemaVersion: _version, cells: _cells, ...known } = planned;
  const load = cells.flatMap(({ output }) => output ?? []);
  const open = cells.flatMap(({ cell, missing }) => (missing === null ? [] : [`${cell} (${missing})`]));
  return {
    ...known,
    schemaVersion: 0,
    endpoints: {},
    load,
    environment: load.at(-1)?.environment ?? null,
    timings: [],
    notes: [
      ...known.notes,
      ...(open.length === 0 ? [] : [`run ${planned.runId} is ${status}; without a result: ${open.join(", ")}`]),
    ],
  };
}
