/**
 * Where things lie: `<runs>/<runId>/cells/<cell>/`. Names come from the environment, state files and other people's
 * archives, so each is checked before it becomes part of a path.
 */
import { join } from "node:path";
import { ResultsError } from "../errors.ts";

/** Starts with a letter or digit: neither `..` nor a hidden file, no separator, nothing that a shell would read. */
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
export const cellsDir = (run: string): string => join(run, "cells");
export const cellDir = (run: string, cell: string): string => join(cellsDir(run), checkName("cell", cell));

export const RUN_FILE = "run.json";
export const STARTED_FILE = "started.json";
/** What the run set out to measure. */
export const PLAN_FILE = "plan.json";
export const RESULT_FILE = "result.json";
export const SECONDS_FILE = "seconds.ndjson";
export const METRICS_FILE = "metrics.ndjson";
/** What was said while the cell was measured, a line each with its time. */
export const LOG_FILE = "log.txt";
export const HISTOGRAMS_FILE = "histograms.json";
/** What was about to be measured, for who finds no result. */
export const BEGUN_FILE = "begun.json";
export const ENDPOINTS_CSV = "endpoints.csv";
export const FAILURES_CSV = "failures.csv";
export const SECONDS_CSV = "seconds.csv";
export const METRICS_CSV = "metrics.csv";
