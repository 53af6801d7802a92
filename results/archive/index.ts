/** The archive of runs: one folder per run, `<runs>/<runId>/`, with one folder per cell. */
export { archivedOutputs } from "./archived-outputs.ts";
export { archivedCells, fullResults } from "./full-results.ts";
export type { FullResults } from "./full-results.ts";
export { outputsOfSummary } from "./from-summary.ts";
export { openCell } from "./write-cell.ts";
export type { CellArchive, OpenCellOptions } from "./write-cell.ts";
export { measuredRuns } from "./measured-runs.ts";
export type { MeasuredRun } from "./measured-runs.ts";
export { readCell } from "./read-cell.ts";
export type { ArchivedCell } from "./read-cell.ts";
export { listRuns, listRunsWithCells, removeRun, verifyRun } from "./manage-runs.ts";
export type { RunSummary, RunWithCells, Verified } from "./manage-runs.ts";
export { readRun } from "./read-run.ts";
export type { ArchivedRun } from "./read-run.ts";
export { nextStep } from "./run-status.ts";
export type { RunStatus } from "./run-status.ts";
export { outputsWithoutTopology, WITHOUT_TOPOLOGY } from "./without-topology.ts";
export { writeRun } from "./write-run.ts";
