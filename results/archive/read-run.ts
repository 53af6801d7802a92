/** Reads runs of the archive: closed, partial or cut off. */
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { ResultsError } from "../errors.ts";
import type { StackOutputs } from "../schema/outputs.ts";
import { runSchema, startedSchema } from "../schema/run.ts";
import type { RunFile, Started } from "../schema/run.ts";
import { cellNames, checkDigests } from "./digests.ts";
import { ifExists, readJson } from "./json.ts";
import { RUN_FILE, STARTED_FILE, cellDir, isName, runDir } from "./layout.ts";
import { outputsSoFar, readPlan } from "./planned-run.ts";
import { readCell } from "./read-cell.ts";
import type { ArchivedCell } from "./read-cell.ts";

/** `closed`: all cells are complete. `partial`: closed, but not every cell is complete. `cut-off`: never closed. */
export type RunStatus = "closed" | "partial" | "cut-off";

export interface ArchivedRun {
  dir: string;
  runId: string;
  /** `null` if it was not recorded before the run was cut off. */
  stack: string | null;
  status: RunStatus;
  /** For a run that was cut off: its plan and the cells that have a result, or `null` if no plan was recorded. */
  outputs: StackOutputs | null;
  /** In the order in which they ran. */
  cells: ArchivedCell[];
  /** What is missing, in words; empty for a complete run. */
  problems: string[];
}

/**
 * Reads a run by its folder, or by its id in `runsDir`. Checks every digest of a closed run.
 * @throws {ResultsError} RESULTS_NOT_FOUND, RESULTS_DIGEST, and as `readCell`
 */
export async function readRun(idOrDir: string, runsDir?: string): Promise<ArchivedRun> {
  const dir = await findRun(idOrDir, runsDir);
  const { run, started, names, status } = await readHead(dir);
  if (run) await checkDigests(dir, run.manifest);
  const cells: ArchivedCell[] = [];
  for (const name of names) cells.push(await readCell(cellDir(dir, name), name));
  const order = ({ output, begun }: ArchivedCell) => (output ?? begun)?.order ?? Number.MAX_SAFE_INTEGER;
  cells.sort((a, b) => order(a) - order(b) || a.cell.localeCompare(b.cell));
  const planned = run ? undefined : await readPlan(dir);
  const problems = cells.flatMap((cell) => cell.problems.map((problem) => `${cell.cell}: ${problem}`));
  if (!run) problems.unshift(`the run is partial: it was never closed (${RUN_FILE} is missing)`);
  return {
    dir,
    runId: run?.runId ?? started?.runId ?? basename(dir),
    stack: run?.stack ?? started?.stack ?? null,
    status,
    outputs: run?.outputs ?? (planned ? outputsSoFar(planned, cells) : null),
    cells,
    problems,
  };
}

export interface RunHead {
  run?: RunFile;
  started?: Started;
  /** Names of the cells that have a folder. */
  names: string[];
  status: RunStatus;
}

/** Reads the files of a run without those of its cells, and checks no digest. */
export async function readHead(dir: string): Promise<RunHead> {
  const run = await ifExists(readJson(join(dir, RUN_FILE), runSchema));
  const started = await ifExists(readJson(join(dir, STARTED_FILE), startedSchema));
  if (!run && !started) {
    const message = `${dir} is not a run: it has neither ${RUN_FILE} nor ${STARTED_FILE}`;
    throw new ResultsError("RESULTS_FOREIGN_FILE", message);
  }
  const names = await cellNames(dir);
  return { run, started, names, status: !run ? "cut-off" : isComplete(run.outputs, names) ? "closed" : "partial" };
}

function isComplete({ load }: StackOutputs, names: readonly string[]): boolean {
  const complete = new Set(load.filter(({ result }) => result.status !== "partial").map(({ cell }) => cell));
  return names.every((name) => complete.has(name)) && load.every(({ cell }) => complete.has(cell));
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
    `There is no run ${JSON.stringify(idOrDir)}; searched ${candidates.join(" and ")}`,
  );
}
