/** Whether a run of the archive is what was written: every file's schema, and every digest of a closed one. */
import { ResultsError } from "../errors.ts";
import { readRun } from "./read-run.ts";
import type { RunStatus } from "./read-run.ts";

export interface Verified {
  runId: string;
  /** `broken`: it cannot be read, or a file is not as it was when the run was closed. */
  status: RunStatus | "broken";
  cells: number;
  /** What is wrong or missing, in words; empty for a closed run that is whole. */
  problems: string[];
}

/** @throws what is no defect of the run, such as that there is none of this name */
export async function verifyRun(runsDir: string, runId: string): Promise<Verified> {
  try {
    const { status, cells, problems } = await readRun(runId, runsDir);
    return { runId, status, cells: cells.length, problems };
  } catch (error) {
    if (!(error instanceof ResultsError) || error.code === "RESULTS_NOT_FOUND") throw error;
    return { runId, status: "broken", cells: 0, problems: [error.message] };
  }
}
