/**
 * What a user means who names no runs: the newest comparison. Commands that compare record their runs in a file of the home
 * folder; runs that were measured since, also by plain `pulumi up`, are found by time.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
import { fileProblem } from "../../base/file-problem.ts";
import { printable } from "../../base/printable.ts";
import { runsDir } from "../../infra/home.ts";
import { listRuns, readRun, type RunSummary } from "../../results/archive/index.ts";
import { compare, inOrderOfTime } from "../../results/compare/index.ts";
import { ResultsError } from "../../results/errors.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";

const sideSchema = z.object({ runId: z.string(), stack: z.string() });
const recordSchema = z.object({
  /** The baseline first. */
  runs: z.array(sideSchema).min(2),
  /** All runs of a stack were one side. */
  isPooled: z.boolean(),
  comparedAt: z.iso.datetime(),
});
type Sides = readonly z.infer<typeof sideSchema>[];

export interface ComparedRuns {
  /** The baseline first; one run if there is nothing to compare. */
  runIds: string[];
  isPooled: boolean;
}

const fileIn = (home: string): string => join(home, "comparison.json");

/**
 * Records a comparison of archived runs, with the baseline first, unless a run is compared with itself. A failure costs
 * this record and one line.
 */
export async function recordComparison(
  context: Pick<Context, "home" | "stderr">,
  runs: Sides,
  { isPooled = false } = {},
): Promise<void> {
  const sides = runs.map(({ runId, stack }) => ({ runId, stack }));
  if (new Set(sides.map(({ runId }) => runId)).size < Math.max(2, sides.length)) return;
  const record = { runs: sides, isPooled, comparedAt: new Date().toISOString() };
  try {
    await writeAtomic(fileIn(context.home), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o644 });
  } catch (error) {
    context.stderr.write(printable(`this comparison was not recorded for a later \`report\`: ${fileProblem(error)}\n`));
  }
}

async function recorded(home: string): Promise<z.infer<typeof recordSchema> | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(fileIn(home), "utf8")));
  } catch {
    return undefined;
  }
}

const ENDED: readonly RunSummary["status"][] = ["complete", "partial", "invalid"];

/** @throws {CliError} REPORT_NO_RUNS */
export async function newestComparison(context: Pick<Context, "home" | "stderr">): Promise<ComparedRuns> {
  const runs = await usableRuns(context);
  const newest = runs[0]!;
  const record = await recorded(context.home);
  const sides: Sides = record?.runs ?? [];
  if (sides.every(({ runId }) => runs.some((run) => run.runId === runId))) {
    if (sides.some(({ runId }) => runId === newest.runId))
      return { runIds: sides.map(({ runId }) => runId), isPooled: record!.isPooled };
    if (sides.some(({ stack }) => stack === newest.stack))
      return { runIds: measuredAgain(sides, runs), isPooled: false };
  }
  return { runIds: await newestPair(context, newest, runs.slice(1)), isPooled: false };
}

/** The same comparison with the newest run of each stack; within one stack, of the newest run with the same baseline. */
function measuredAgain(sides: Sides, runs: readonly RunSummary[]): string[] {
  const stacks = [...new Set(sides.map(({ stack }) => stack))];
  if (stacks.length === 1) return [sides[0]!.runId, runs[0]!.runId];
  return stacks.map((stack) => runs.find((run) => run.stack === stack)!.runId);
}

/** Runs that ended, newest first; if there are none, those that can be read. */
async function usableRuns({ home, stderr }: Pick<Context, "home" | "stderr">): Promise<RunSummary[]> {
  const all = await listRuns(runsDir(home));
  const ended = all.filter(({ status }) => ENDED.includes(status));
  const usable = ended.length > 0 ? ended : all.filter(({ status }) => status !== "unreadable");
  for (const run of all)
    if (!usable.includes(run)) stderr.write(printable(`skipped ${run.runId}, which is ${run.status}: ${run.next}\n`));
  if (usable.length > 0) return usable;
  throw new CliError("REPORT_NO_RUNS", `There is no run in ${runsDir(home)} yet. \`npm start\` creates two.`);
}

/** Stacks whose newest run is looked at, because reading a run checks all its files. */
const MAX_CANDIDATES = 20;

/** The newest run and, before it, the newest one of another stack that compares with it without `--anyway`. */
async function newestPair(
  { home }: Pick<Context, "home">,
  newest: RunSummary,
  earlier: readonly RunSummary[],
): Promise<string[]> {
  const read = async ({ runId }: RunSummary): Promise<StackOutputs | undefined> =>
    (await readRun(runId, runsDir(home)).catch(ignoreUnreadable))?.outputs ?? undefined;
  const candidate = await read(newest);
  const others = earlier.filter(
    (run, i) => run.stack !== newest.stack && earlier.findIndex(({ stack }) => stack === run.stack) === i,
  );
  if (candidate === undefined) return [newest.runId];
  for (const run of others.slice(0, MAX_CANDIDATES)) {
    const outputs = await read(run);
    if (outputs === undefined || !areComparable(outputs, candidate)) continue;
    return inOrderOfTime([{ outputs }, { outputs: candidate }]).map((side) => side.outputs.runId);
  }
  return [newest.runId];
}

function areComparable(a: StackOutputs, b: StackOutputs): boolean {
  if (a.load.length === 0 || b.load.length === 0) return false;
  try {
    compare(a, b);
    return true;
  } catch (error) {
    if (error instanceof ResultsError && error.code === "RESULTS_NOT_COMPARABLE") return false;
    throw error;
  }
}

function ignoreUnreadable(error: unknown): undefined {
  if (!(error instanceof ResultsError)) throw error;
}
