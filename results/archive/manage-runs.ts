/** Lists, verifies and removes runs of the archive. */
import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ResultsError } from "../errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { CellOutput } from "../schema/outputs.ts";
import { ioError } from "./json.ts";
import { CELLS, PLAN_FILE, RUN_FILE, STARTED_FILE, isName, runDir } from "./layout.ts";
import { readHead, readRun } from "./read-run.ts";
import { nextStep, type RunStatus } from "./run-status.ts";

/** One line of a listing. */
export interface RunSummary {
  runId: string;
  dir: string;
  stack: string | null;
  status: RunStatus | "unreadable";
  startedAt: string | null;
  /** Empty until the run is closed. */
  labels: Labels;
  /** Number of cells, with those that were planned and never ran. */
  cells: number;
  isImported: boolean;
  /** `stackmark ab` measured a URL. Default `false`. */
  isOfUrl?: boolean;
  /** What to do next, in words. */
  next: string;
  /** Why the run cannot be read; `null` if it can. */
  problem: string | null;
}

/** A folder with one of these is a run, however damaged; an empty one is what a full disk leaves of a run. */
const OWN_FILES = [RUN_FILE, STARTED_FILE, PLAN_FILE, CELLS];

/** All runs below `runsDir`, newest first, then those without a start; empty if the folder does not exist. */
export async function listRuns(runsDir: string): Promise<RunSummary[]> {
  return (await listRunsWithCells(runsDir)).map(({ summary }) => summary);
}

export interface RunWithCells {
  summary: RunSummary;
  /** The cells that have a result; none if the run cannot be read. */
  load: CellOutput[];
}

/** The runs of `listRuns`, with what they measured. */
export async function listRunsWithCells(runsDir: string): Promise<RunWithCells[]> {
  const entries = await readdir(runsDir, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw ioError("read", runsDir, cause);
  });
  const names = entries.filter((entry) => entry.isDirectory() && isName(entry.name)).map(({ name }) => name);
  const runs: RunWithCells[] = [];
  for (const name of names) runs.push(await summarise(join(runsDir, name)));
  return runs.sort(
    ({ summary: a }, { summary: b }) =>
      (b.startedAt ?? "").localeCompare(a.startedAt ?? "") || a.runId.localeCompare(b.runId),
  );
}

async function summarise(dir: string): Promise<RunWithCells> {
  const runId = basename(dir);
  const withNext = (run: Omit<RunSummary, "next" | "runId" | "dir">): RunSummary => ({
    ...{ runId, dir },
    ...run,
    next: nextStep({ runId, ...run }),
  });
  try {
    const { run, started, cells, load, status, isImported, isOfUrl } = await readHead(dir);
    const stack = run?.stack ?? started?.stack ?? null;
    const startedAt = started?.startedAt ?? null;
    const labels = run?.labels ?? {};
    const summary = withNext({
      stack,
      status,
      startedAt,
      labels,
      cells: cells.size,
      isImported,
      isOfUrl,
      problem: null,
    });
    return { summary, load };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    const unknown = { stack: null, startedAt: null, labels: {}, cells: 0, isImported: false };
    return { summary: withNext({ ...unknown, status: "unreadable", problem: error.message }), load: [] };
  }
}

export interface Verified {
  runId: string;
  /** `broken`: the run cannot be read, or a file has changed since it was closed. */
  status: RunStatus | "broken";
  cells: number;
  /** What is wrong or missing, in words; empty for an intact run. */
  problems: string[];
}

/** @throws {ResultsError} RESULTS_NOT_FOUND; other errors of reading are reported as `broken` */
export async function verifyRun(runsDir: string, runId: string): Promise<Verified> {
  try {
    const { dir, status, cells, problems } = await readRun(runId, runsDir);
    const { run } = await readHead(dir);
    const unchecked = run
      ? []
      : [
          `it has no digests to check its files against, because ${RUN_FILE} was not written since its last cell was measured`,
        ];
    return { runId, status, cells: cells.length, problems: [...unchecked, ...problems] };
  } catch (error) {
    if (!(error instanceof ResultsError) || error.code === "RESULTS_NOT_FOUND") throw error;
    return { runId, status: "broken", cells: 0, problems: [error.message] };
  }
}

/**
 * Removes a run and all its files, also if it cannot be read. Renames the folder first, so that an interrupted removal
 * leaves no partial run.
 * @throws {ResultsError} RESULTS_BAD_NAME, RESULTS_NOT_FOUND; RESULTS_FOREIGN_FILE for a folder with other files only;
 * RESULTS_IO
 */
export async function removeRun(runsDir: string, runId: string): Promise<void> {
  const dir = runDir(runsDir, runId);
  const files = await readdir(dir).catch((cause: unknown) => {
    throw ioError("read", dir, cause);
  });
  const isOurs = files.length === 0 || files.some((file) => OWN_FILES.includes(file));
  if (!isOurs)
    throw new ResultsError("RESULTS_FOREIGN_FILE", `${dir} is not a run: it has none of ${OWN_FILES.join(", ")}`);
  // Names of runs do not start with a dot, so this folder is never listed as one.
  const removed = join(dirname(dir), `.removed-${randomUUID()}`);
  try {
    await rename(dir, removed);
    await rm(removed, { recursive: true });
  } catch (cause) {
    throw ioError("write", dir, cause);
  }
}
