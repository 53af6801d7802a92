/** Lists, verifies and removes runs of the archive. */
import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ResultsError } from "../errors.ts";
import { ioError } from "./json.ts";
import { isName, runDir } from "./layout.ts";
import { readHead, readRun, type RunStatus } from "./read-run.ts";

/** One line of a listing. */
export interface RunSummary {
  runId: string;
  dir: string;
  stack: string | null;
  status: RunStatus | "unreadable";
  startedAt: string | null;
  cells: number;
  /** Why the run cannot be read; `null` if it can. */
  problem: string | null;
}

/** All runs below `runsDir`, newest first, then those without a start; empty if the folder does not exist. */
export async function listRuns(runsDir: string): Promise<RunSummary[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw ioError("read", runsDir, cause);
  });
  const names = entries.filter((entry) => entry.isDirectory() && isName(entry.name)).map(({ name }) => name);
  const runs: RunSummary[] = [];
  for (const name of names) runs.push(await summarise(join(runsDir, name)));
  return runs.sort((a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? "") || a.runId.localeCompare(b.runId));
}

async function summarise(dir: string): Promise<RunSummary> {
  const runId = basename(dir);
  try {
    const { run, started, names, status } = await readHead(dir);
    const stack = run?.stack ?? started?.stack ?? null;
    return { runId, dir, stack, status, startedAt: started?.startedAt ?? null, cells: names.length, problem: null };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { runId, dir, stack: null, status: "unreadable", startedAt: null, cells: 0, problem: error.message };
  }
}

export interface Verified {
  runId: string;
  /** `broken`: the run cannot be read, or a file has changed since it was closed. */
  status: RunStatus | "broken";
  cells: number;
  /** What is wrong or missing, in words; empty for an intact closed run. */
  problems: string[];
}

/** @throws {ResultsError} RESULTS_NOT_FOUND; other errors of reading are reported as `broken` */
export async function verifyRun(runsDir: string, runId: string): Promise<Verified> {
  try {
    const { status, cells, problems } = await readRun(runId, runsDir);
    return { runId, status, cells: cells.length, problems };
  } catch (error) {
    if (!(error instanceof ResultsError) || error.code === "RESULTS_NOT_FOUND") throw error;
    return { runId, status: "broken", cells: 0, problems: [error.message] };
  }
}

/**
 * Removes a run and all its files. Renames the folder first, so that an interrupted removal leaves no partial run.
 * @throws {ResultsError} RESULTS_BAD_NAME, RESULTS_NOT_FOUND; RESULTS_FOREIGN_FILE for a folder that is not a run; RESULTS_IO
 */
export async function removeRun(runsDir: string, runId: string): Promise<void> {
  const dir = runDir(runsDir, runId);
  await readHead(dir);
  // Names of runs do not start with a dot, so this folder is never listed as one.
  const removed = join(dirname(dir), `.removed-${randomUUID()}`);
  try {
    await rename(dir, removed);
    await rm(removed, { recursive: true });
  } catch (cause) {
    throw ioError("write", dir, cause);
  }
}
