/**
 * Paths in the archive: `<runs>/<runId>/cells/<cell>/`. Names come from the environment, state files and other archives,
 * so each is checked before it becomes part of a path.
 */
import { join } from "node:path";
import { ResultsError } from "../errors.ts";

/** Excludes `..`, hidden files, separators and characters that are special in a shell. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export function isName(name: string): boolean {
  return NAME.test(name);
}

/** @throws {ResultsError} RESULTS_BAD_NAME */
export function checkName(what: "run id" | "cell", name: string): string {
  if (isName(name)) return name;
  const shown = JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
  throw new ResultsError(
    "RESULTS_BAD_NAME",
    `${shown} is not a valid ${what}: use 1 to 128 letters, digits, '.', '_' or '-', starting with a letter or digit`,
  );
}

export const runDir = (runsDir: string, runId: string): string => join(runsDir, checkName("run id", runId));
/** The folder of the cells in that of their run. */
export const CELLS = "cells";
export const cellsDir = (run: string): string => join(run, CELLS);
export const cellDir = (run: string, cell: string): string => join(cellsDir(run), checkName("cell", cell));

export const RUN_FILE = "run.json";
export const STARTED_FILE = "started.json";
/** Plan of the run. */
export const PLAN_FILE = "plan.json";
export const RESULT_FILE = "result.json";
export const SECONDS_FILE = "seconds.ndjson";
export const METRICS_FILE = "metrics.ndjson";
/** Progress messages of the measurement, one line each with its time. */
export const LOG_FILE = "log.txt";
export const HISTOGRAMS_FILE = "histograms.json";
/** Description of the cell, written before it is measured. */
export const BEGUN_FILE = "begun.json";
export const ENDPOINTS_CSV = "endpoints.csv";
export const FAILURES_CSV = "failures.csv";
export const SECONDS_CSV = "seconds.csv";
export const METRICS_CSV = "metrics.csv";
