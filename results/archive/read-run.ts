/** Runs of the archive, as they are read: closed, partial or cut off. */
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ResultsError } from "../errors.ts";
import type { StackOutputs } from "../schema/outputs.ts";
import { runSchema, startedSchema } from "../schema/run.ts";
import { cellNames, checkDigests } from "./digests.ts";
import { ioError, readJson } from "./json.ts";
import { RUN_FILE, STARTED_FILE, cellDir, isName, runDir } from "./names.ts";
import { orMissing, readCell } from "./read-cell.ts";
import type { ArchivedCell } from "./read-cell.ts";

/** `closed`: whole. `partial`: closed, and not every cell is complete. `cut-off`: never closed; cells only. */
export type RunStatus = "closed" | "partial" | "cut-off";

export interface ArchivedRun {
  dir: string;
  runId: string;
  /** `null` where the run was cut off and nobody had written it down. */
  stack: string | null;
  status: RunStatus;
  /** `null` when the run was cut off. */
  outputs: StackOutputs | null;
  /** In the order that they ran in. */
  cells: ArchivedCell[];
  /** What a reader must know, in words; empty for a whole run. */
  problems: string[];
}

/**
 * Reads a run by its folder, or by its id in `runsDir`; checks every digest of a closed one.
 * @throws {ResultsError} RESULTS_NOT_FOUND, RESULTS_DIGEST, and as `readCell`
 */
export async function readRun(idOrDir: string, runsDir?: string): Promise<ArchivedRun> {
  const dir = await findRun(idOrDir, runsDir);
  const run = await orMissing(readJson(join(dir, RUN_FILE), runSchema));
  const started = await orMissing(readJson(join(dir, STARTED_FILE), startedSchema));
  if (!run && !started) {
    throw new ResultsError(
      "RESULTS_FOREIGN_FILE",
      `${dir} holds neither ${RUN_FILE} nor ${STARTED_FILE}: it is no run`,
    );
  }
  if (run) await checkDigests(dir, run.manifest);
  const cells: ArchivedCell[] = [];
  for (const name of await cellNames(dir)) cells.push(await readCell(cellDir(dir, name), name));
  cells.sort((a, b) => (a.output?.order ?? Infinity) - (b.output?.order ?? Infinity) || a.cell.localeCompare(b.cell));
  const problems = cells.flatMap((cell) => cell.problems.map((problem) => `${cell.cell}: ${problem}`));
  if (!run) problems.unshift(`the run was never closed: ${RUN_FILE} is missing`);
  return {
    dir,
    runId: run?.runId ?? started?.runId ?? basename(dir),
    stack: run?.stack ?? started?.stack ?? null,
    status: !run ? "cut-off" : isWhole(run.outputs, cells) ? "closed" : "partial",
    outputs: run?.outputs ?? null,
    cells,
    problems,
  };
}

function isWhole(outputs: StackOutputs, cells: readonly ArchivedCell[]): boolean {
  const complete = new Set(outputs.load.filter(({ result }) => result.status !== "partial").map(({ cell }) => cell));
  return cells.every(({ cell }) => complete.has(cell)) && outputs.load.every(({ cell }) => complete.has(cell));
}

async function findRun(idOrDir: string, runsDir: string | undefined): Promise<string> {
  const candidates = [resolve(idOrDir)];
  if (runsDir !== undefined && isName(idOrDir)) candidates.unshift(runDir(runsDir, idOrDir));
  for (const dir of candidates) {
    const found = await stat(dir).catch(() => null);
    if (found?.isDirectory()) return dir;
  }
  throw new ResultsError(
    "RESULTS_NOT_FOUND",
    `There is no run ${JSON.stringify(idOrDir)}; looked at ${candidates.join(" and ")}`,
  );
}

/** One line of a listing; a run that cannot be read is listed with why. */
export interface RunSummary {
  runId: string;
  dir: string;
  stack: string | null;
  status: RunStatus | "unreadable";
  startedAt: string | null;
  cells: number;
  problem: string | null;
}

/** All runs below `runsDir`, newest first, those without a start last. An archive that doesn't exist yet has none. */
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
    const run = await readRun(dir);
    const started = await orMissing(readJson(join(dir, STARTED_FILE), startedSchema));
    const { stack, status, cells } = run;
    return { runId, dir, stack, status, startedAt: started?.startedAt ?? null, cells: cells.length, problem: null };
  } catch (error) {
    if (!(error instanceof ResultsError)) throw error;
    return { runId, dir, stack: null, status: "unreadable", startedAt: null, cells: 0, problem: error.message };
  }
}
