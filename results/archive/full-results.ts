/** Finds the full results that the outputs of a stack summarise, and checks that they are the ones that were measured. */
import { stat } from "node:fs/promises";
import { ResultsError } from "../errors.ts";
import { outputsSchema, type CellOutput, type StackOutputs } from "../schema/outputs.ts";
import { summarySchema, type CellSummary, type StackSummary } from "../schema/summary.ts";
import { outputsOfSummary } from "./from-summary.ts";
import { validate } from "./json.ts";
import { cellDir, runDir } from "./layout.ts";
import { readResult } from "./read-cell.ts";
import { readRun, type ArchivedRun } from "./read-run.ts";

export interface FullResults {
  outputs: StackOutputs;
  /** Absent if the archive does not have it, and if it was not needed: `outputs` of versions before 1 are complete. */
  run?: ArchivedRun;
  /** Why `outputs` have no more than the summary, in words; absent if they are complete. */
  missing?: string;
}

/**
 * @param place of `raw`, in messages
 * @param raw the outputs of a stack: a summary, or the full results that versions before 1 had
 * @throws {ResultsError} RESULTS_DIGEST if the archived results are not those that were measured; as `validate`, `readRun`
 */
export async function fullResults(place: string, raw: unknown, runsDir: string): Promise<FullResults> {
  if (isFull(raw)) return { outputs: validate(place, raw, outputsSchema) };
  const summary = validate(place, raw, summarySchema);
  const run = await runOf(summary, runsDir);
  const { cells, absent } = await archivedCells(summary.load, runsDir);
  if (!run?.outputs || absent.length > 0) {
    const what = run?.outputs ? `the results of ${absent.join(", ")} are` : `run ${summary.runId} is`;
    const missing = `${what} not in the archive of this machine, so only the summary in the stack's outputs is known`;
    return { outputs: outputsOfSummary(summary, missing), missing };
  }
  checkRun(summary, run);
  // The stack may have changed since its run was closed: a machine was replaced, for example.
  const { endpoints, notes } = summary;
  return { outputs: { ...run.outputs, endpoints, notes, load: cells }, run };
}

const isFull = (raw: unknown): boolean =>
  typeof raw === "object" && raw !== null && (!("schemaVersion" in raw) || raw.schemaVersion === 0);

/** The run of this stack in the archive; `undefined` if it has none. @throws {ResultsError} as `readRun` */
export async function runOf({ runId, stack }: Pick<StackOutputs, "runId" | "stack">, runsDir: string) {
  const isThere = await stat(runDir(runsDir, runId)).catch(() => null);
  if (!isThere) return undefined;
  const run = await readRun(runId, runsDir);
  return run.stack === stack ? run : undefined;
}

function checkRun({ stack, resultsDigest }: StackSummary, { dir, digest }: ArchivedRun): void {
  if (resultsDigest === null || digest === undefined || resultsDigest === digest) return;
  throw new ResultsError(
    "RESULTS_DIGEST",
    `run.json in ${dir} has other results than the outputs of ${stack} name: digest ${digest}, not ${resultsDigest}.\nUse an unchanged copy of the run.`,
  );
}

/**
 * Reads the full result of each cell. Cells may belong to several runs.
 * @returns the results, and the names of the cells that the archive does not have
 * @throws {ResultsError} RESULTS_DIGEST with every cell whose result is not the one that was measured
 */
export async function archivedCells(
  summaries: readonly Pick<CellSummary, "cell" | "runId" | "digest">[],
  runsDir: string,
): Promise<{ cells: CellOutput[]; absent: string[] }> {
  const cells: CellOutput[] = [];
  const absent: string[] = [];
  const changed: string[] = [];
  for (const { cell, runId, digest } of summaries) {
    const dir = cellDir(runDir(runsDir, runId), cell);
    const found = await readResult(dir);
    if (!found) absent.push(cell);
    else if (digest !== null && digest !== found.digest)
      changed.push(`${dir} has digest ${found.digest}, not ${digest}`);
    else cells.push(found.output);
  }
  if (changed.length === 0) return { cells, absent };
  throw new ResultsError(
    "RESULTS_DIGEST",
    `Results in the archive are not those that were measured:\n  ${changed.join("\n  ")}\nUse an unchanged copy of the run.`,
  );
}
