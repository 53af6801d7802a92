/** The state of a run that is being written, kept up to date by its events. */
import { join } from "node:path";
import { ifExists, readJson } from "../../archive/json.ts";
import { BEGUN_FILE, RESULT_FILE, cellDir } from "../../archive/layout.ts";
import { readPlan } from "../../archive/planned-run.ts";
import type { CellOutput } from "../../schema/outputs.ts";
import { begunSchema, cellFileSchema, type PlanFile } from "../../schema/run.ts";
import { follow, type FollowOptions, type LiveEvent } from "./follow.ts";
import type { LiveCell } from "./progress.ts";

export interface LiveRun {
  plan?: PlanFile;
  /** In order of their beginning. */
  cells: (LiveCell & { output?: CellOutput })[];
  /** What could not be read, in words. */
  problems: string[];
  isClosed: boolean;
}

/** Yields the run after each look at its files; the same object, with new content. @throws {ResultsError} as `readJson` */
export async function* liveRuns(dir: string, options: FollowOptions): AsyncGenerator<LiveRun> {
  const run: LiveRun = { cells: [], problems: [], isClosed: false };
  for await (const events of follow(dir, options)) {
    run.plan ??= await readPlan(dir);
    for (const event of events) await apply(dir, run, event);
    yield run;
  }
}

async function apply(dir: string, run: LiveRun, event: LiveEvent): Promise<void> {
  if (event.event === "run-closed") {
    run.isClosed = true;
    return;
  }
  const cell = run.cells.find(({ cell }) => cell === event.cell) ?? (await opened(dir, run, event.cell));
  if (event.event === "second") cell.seconds.push(event.second);
  if (event.event === "problem") run.problems.push(`${event.cell}: ${event.message}`);
  if (event.event === "restart") Object.assign(cell, { seconds: [], isClosed: false, output: undefined });
  if (event.event === "cell-closed") {
    cell.isClosed = true;
    cell.output = await ifExists(readJson(join(cellDir(dir, event.cell), RESULT_FILE), cellFileSchema));
    // Its figures are in its result from now on.
    cell.seconds = cell.seconds.slice(-1);
  }
}

async function opened(dir: string, run: LiveRun, name: string): Promise<LiveRun["cells"][number]> {
  const begun = await ifExists(readJson(join(cellDir(dir, name), BEGUN_FILE), begunSchema));
  const cell = { cell: name, begun, seconds: [], isClosed: false };
  run.cells.push(cell);
  run.cells.sort((a, b) => (a.begun?.begunAt ?? "").localeCompare(b.begun?.begunAt ?? ""));
  return cell;
}
