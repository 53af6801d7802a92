/** The archive of runs: `<runs>/<runId>/`, one folder a run, one folder a cell in it. */
export { openCell } from "./cell.ts";
export type { CellArchive, OpenCellOptions } from "./cell.ts";
export { readCell } from "./read-cell.ts";
export type { ArchivedCell } from "./read-cell.ts";
export { listRuns } from "./list-runs.ts";
export type { RunSummary } from "./list-runs.ts";
export { readRun } from "./read-run.ts";
export type { ArchivedRun, RunStatus } from "./read-run.ts";
export { writeRun } from "./write-run.ts";
export { removeRun } from "./remove-run.ts";
export { verifyRun } from "./verify-run.ts";
export type { Verified } from "./verify-run.ts";
