/** The run that a cell belongs to. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { writeAtomic } from "../../base/atomic-file.ts";
import { homeDir, passFile, wantedRunFile } from "../home.ts";
import { KEEP } from "./cell.ts";

/** For the program: STACKMARK_RUN_ID, else the run that `stackmark run` requested, else `keep`. Never configuration. */
export function requestedRunId(stack: string, env: NodeJS.ProcessEnv = process.env): string {
  return env.STACKMARK_RUN_ID || readRequested(stack) || KEEP;
}

function readRequested(stack: string): string {
  try {
    return readFileSync(wantedRunFile(homeDir(), stack), "utf8").trim();
  } catch {
    return "";
  }
}

/** Requests a new run of the stack: the next `up` measures every cell again. */
export async function requestRun(stack: string, runId: string = newRunId(stack)): Promise<string> {
  await writeRunId(wantedRunFile(homeDir(), stack), runId);
  return runId;
}

/** Sorts by time within a stack; the random suffix tells two home folders apart. */
export function newRunId(stack: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  return `${stack}-${time}-${randomBytes(3).toString("hex")}`;
}

/**
 * The run for a cell that is to be measured: the requested one; for `keep`, or if the requested run already has this
 * cell, the run of the pass in progress; else a new one, which the following cells find.
 *
 * @param hasCell whether a run already has a complete result of this cell
 */
export async function runIdFor(
  stack: string,
  requested: string,
  hasCell: (runId: string) => Promise<boolean>,
): Promise<string> {
  const file = passFile(homeDir(), stack);
  const free = async (runId: string): Promise<boolean> => runId !== "" && runId !== KEEP && !(await hasCell(runId));
  const pass = (await readFile(file, "utf8").catch(() => "")).trim();
  if (await free(requested)) {
    if (pass !== requested) await writeRunId(file, requested);
    return requested;
  }
  if (await free(pass)) return pass;
  const created = newRunId(stack);
  await writeRunId(file, created);
  return created;
}

/** Called when a cell of the run is deleted: later cells belong to another pass. */
export async function endPass(stack: string, runId: string): Promise<void> {
  for (const file of [passFile(homeDir(), stack), wantedRunFile(homeDir(), stack)]) {
    const content = await readFile(file, "utf8").catch(() => "");
    if (content.trim() === runId) await rm(file, { force: true });
  }
}

const writeRunId = (file: string, runId: string): Promise<void> => writeAtomic(file, `${runId}\n`);
