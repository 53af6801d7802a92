/** Which run a cell belongs to. A run is one pass over all levels and repeats of one deployment. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { homeDir, passFile, wantedRunFile } from "../home.ts";
import { KEEP } from "./cell-inputs.ts";

/** For the program: STACKMARK_RUN_ID, else what `stackmark run` wrote down, else `keep`. Never configuration. */
export function askedRunId(stack: string, env: NodeJS.ProcessEnv = process.env): string {
  return env.STACKMARK_RUN_ID || readWanted(stack) || KEEP;
}

function readWanted(stack: string): string {
  try {
    return readFileSync(wantedRunFile(homeDir(), stack), "utf8").trim();
  } catch {
    return "";
  }
}

/** Asks for a new run of the stack: the next `up` measures every cell again. */
export async function askForRun(stack: string, runId: string = newRunId(stack)): Promise<string> {
  await write(wantedRunFile(homeDir(), stack), runId);
  return runId;
}

/** Sorts by time within a stack; the random end keeps two homes apart. */
export function newRunId(stack: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  return `${stack}-${time}-${randomBytes(3).toString("hex")}`;
}

/**
 * The run for a cell that is to be measured: what was asked for; for `keep`, or where the asked run already has this
 * cell, the run of the pass that is under way; else a new one, which the cells after it find.
 *
 * @param taken whether a run already has a complete result of this cell, which is kept
 */
export async function runIdFor(
  stack: string,
  asked: string,
  taken: (runId: string) => Promise<boolean>,
): Promise<string> {
  const file = passFile(homeDir(), stack);
  const free = async (runId: string): Promise<boolean> => runId !== "" && runId !== KEEP && !(await taken(runId));
  const pass = (await readFile(file, "utf8").catch(() => "")).trim();
  if (await free(asked)) {
    if (pass !== asked) await write(file, asked);
    return asked;
  }
  if (await free(pass)) return pass;
  const made = newRunId(stack);
  await write(file, made);
  return made;
}

/** A cell of the run was deleted: whatever comes next belongs to another pass. */
export async function endPass(stack: string, runId: string): Promise<void> {
  for (const file of [passFile(homeDir(), stack), wantedRunFile(homeDir(), stack)]) {
    const content = await readFile(file, "utf8").catch(() => "");
    if (content.trim() === runId) await rm(file, { force: true });
  }
}

async function write(file: string, runId: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${runId}\n`);
}
