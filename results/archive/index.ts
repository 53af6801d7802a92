/** The archive of runs: `<runs>/<runId>/`, one folder a run, one folder a cell in it. */
export { openCell } from "./write-cell.ts";
export type { CellArchive, OpenCellOptions } from "./write-cell.ts";
export { readCell } from "./read-cell.ts";
export type { ArchivedCell } from "./read-cell.ts";
export { listRuns } from "./manage-runs.ts";
export type { RunSummary } from "./manage-runs.ts";
export { readRun } from "./read-run.ts";
export type { ArchivedRun, RunStatus } from "./read-run.ts";
export { writeRun } from "./write-run.ts";
export { removeRun } from "./manage-runs.ts";
export { verifyRun } from "./manage-runs.ts";
export type { Verified } from "./manage-runs.ts";
