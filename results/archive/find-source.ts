/** Resolves the arguments of `stackmark diff A B`: archived runs, exported JSON files, or stacks. */
import { readdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { fullResults, runOf, type FullResults } from "./full-results.ts";
import { listRuns, readRun } from "./index.ts";
import type { ArchivedRun } from "./index.ts";
import { readJson } from "./json.ts";
import { RUN_FILE, STARTED_FILE } from "./layout.ts";
import { ResultsError } from "../errors.ts";

export interface Source extends FullResults {
  /** As the user wrote it. */
  name: string;
  from: "file" | "archive" | "stack";
}

export interface SourceOptions {
  /** Folder of the archive. */
  runsDir: string;
  /** Gives the results of a live stack; `undefined` if there is no such stack or it has none. Default: no live stacks. */
  live?: (stack: string) => Promise<FullResults | undefined>;
}

/**
 * Looks `name` up in this order: a file or the folder of a run, a run id in the archive, a live stack, the newest archived
 * run of a stack with that name (so that a destroyed stack can still be compared).
 *
 * @throws {ResultsError} RESULTS_NOT_FOUND with all places that were searched; RESULTS_CUT_SHORT for a run without outputs;
 * and as `readRun`, `readJson` and `fullResults`
 */
export async function findSource(name: string, { runsDir, live }: SourceOptions): Promise<Source> {
  const there = await stat(name).catch(() => null);
  if (there?.isFile()) return fromFile(name, runsDir);
  const runs = await listRuns(runsDir);
  // A project folder may have the name of a stack, so only the folder of a run counts.
  const isRun = there?.isDirectory() === true && (await isRunFolder(name));
  if (isRun || runs.some(({ runId }) => runId === name)) return fromRun(name, await readRun(name, runsDir));
  const results = await live?.(name);
  if (results) return { name, from: "stack", ...results, run: results.run ?? (await runOf(results.outputs, runsDir)) };
  const ended = ["complete", "partial", "invalid"];
  const newest = runs.find(({ stack, status }) => stack === name && ended.includes(status));
  if (newest) return fromRun(name, await readRun(newest.dir));
  throw notFound(
    name,
    runsDir,
    runs.map(({ runId }) => runId),
    live !== undefined,
  );
}

async function isRunFolder(dir: string): Promise<boolean> {
  const files = await readdir(dir);
  return files.includes(RUN_FILE) || files.includes(STARTED_FILE);
}

async function fromFile(file: string, runsDir: string): Promise<Source> {
  try {
    const value = await readJson(file, z.unknown());
    if (typeof value === "object" && value !== null && "kind" in value && value.kind === "stackmark-run") {
      return fromRun(file, await readRun(dirname(file)));
    }
    return { name: file, from: "file", ...(await fullResults(file, value, runsDir)) };
  } catch (error) {
    if (!(error instanceof ResultsError) || error.code !== "RESULTS_FOREIGN_FILE") throw error;
    const advice = "import results of other tools with `stackmark results import`";
    throw new ResultsError("RESULTS_FOREIGN_FILE", `${error.message}; ${advice}`, { cause: error });
  }
}

function fromRun(name: string, run: ArchivedRun): Source {
  if (run.outputs) return { name, from: "archive", outputs: run.outputs, run };
  const cells = run.cells.map(({ cell }) => cell).join(", ") || "none";
  throw new ResultsError(
    "RESULTS_CUT_SHORT",
    `Run ${run.runId} is ${run.status} and recorded neither outputs nor a plan (cells started: ${cells}); \`stackmark report ${run.runId}\` shows the results so far`,
  );
}

function notFound(name: string, runsDir: string, runIds: string[], live: boolean): ResultsError {
  const known = runIds.length === 0 ? "the archive is empty" : `runs: ${runIds.slice(0, 5).join(", ")}`;
  const tried = `no such file or directory, no run or stack of that name in ${runsDir} (${known})${live ? ", no live stack with outputs" : ""}`;
  return new ResultsError("RESULTS_NOT_FOUND", `${JSON.stringify(name)} was not found: ${tried}`);
}
