/**
 * What a user means who names no runs: the newest comparison. Commands that compare record their runs in a file of the home
 * folder; runs that were measured since, also by plain `pulumi up`, are found by time.
 */
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
import { fileProblem } from "../../base/file-problem.ts";
import { printable } from "../../base/printable.ts";
import { readRecord } from "../../base/record.ts";
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
  /** Runs that had ended by then. Times do not tell: an imported run is as old as its file says. */
  known: z.array(z.string()).default([]),
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
  try {
    const known = (await listRuns(runsDir(context.home))).filter(hasEnded).map(({ runId }) => runId);
    const record = { runs: sides, isPooled, comparedAt: new Date().toISOString(), known };
    await writeAtomic(fileIn(context.home), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o644 });
  } catch (error) {
    context.stderr.write(printable(`this comparison was not recorded for a later \`report\`: ${fileProblem(error)}\n`));
  }
}

const hasEnded = ({ status }: RunSummary): boolean => ["complete", "partial", "invalid"].includes(status);

/**
 * The comparison made last, unless comparable runs were measured since; without one, the newest runs that compare.
 * @throws {CliError} REPORT_NO_RUNS
 */
export async function newestComparison(context: Pick<Context, "home" | "stderr">): Promise<ComparedRuns> {
  const runs = await usableRuns(context);
  const record = readRecord(fileIn(context.home), recordSchema);
  const isThere = record?.runs.every(({ runId }) => runs.some((run) => run.runId === runId));
  if (record && isThere) return sinceRecord(context, record, runs);
  return (await newestPair(context, runs, runs)) ?? { runIds: [runs[0]!.runId], isPooled: false };
}

async function sinceRecord(
  context: Pick<Context, "home">,
  { runs: sides, isPooled, known }: z.infer<typeof recordSchema>,
  runs: readonly RunSummary[],
): Promise<ComparedRuns> {
  const isSide = ({ stack }: RunSummary): boolean => sides.some((side) => side.stack === stack);
  const since = runs.filter(({ runId }) => !known.includes(runId) && !sides.some((side) => side.runId === runId));
  const again = since.findIndex(isSide);
  const others = again === -1 ? since : since.slice(0, again);
  const pair = others.length > 0 ? await newestPair(context, others, runs) : undefined;
  if (pair) return pair;
  if (again !== -1) return { runIds: measuredAgain(sides, runs), isPooled: false };
  return { runIds: sides.map(({ runId }) => runId), isPooled };
}

/** The same comparison with the newest run of each stack; within one stack, of the newest run with the same baseline. */
function measuredAgain(sides: Sides, runs: readonly RunSummary[]): string[] {
  const stacks = [...new Set(sides.map(({ stack }) => stack))];
  if (stacks.length === 1) return [sides[0]!.runId, runs.find(({ stack }) => stack === stacks[0])!.runId];
  return stacks.map((stack) => runs.find((run) => run.stack === stack)!.runId);
}

/** Runs that ended, newest first; if there are none, those that can be read. */
async function usableRuns({ home, stderr }: Pick<Context, "home" | "stderr">): Promise<RunSummary[]> {
  const all = await listRuns(runsDir(home));
  const ended = all.filter(hasEnded);
  const usable = ended.length > 0 ? ended : all.filter(({ status }) => status !== "unreadable");
  for (const run of all)
    if (!usable.includes(run)) stderr.write(printable(`skipped ${run.runId}, which is ${run.status}: ${run.next}\n`));
  if (usable.length > 0) return usable;
  throw new CliError("REPORT_NO_RUNS", `There is no run in ${runsDir(home)} yet. \`npm start\` creates two.`);
}

/** Stacks whose newest run is looked at, because reading a run checks all its files. */
const MAX_CANDIDATES = 20;

/**
 * The first of these runs that compares with the newest run of another stack without `--anyway`, and that run; the one that
 * was measured first is the baseline. `undefined` if none does.
 */
async function newestPair(
  { home }: Pick<Context, "home">,
  candidates: readonly RunSummary[],
  runs: readonly RunSummary[],
): Promise<ComparedRuns | undefined> {
  const cache = new Map<string, StackOutputs | undefined>();
  const read = async ({ runId }: RunSummary): Promise<StackOutputs | undefined> => {
    if (!cache.has(runId))
      cache.set(runId, (await readRun(runId, runsDir(home)).catch(ignoreUnreadable))?.outputs ?? undefined);
    return cache.get(runId);
  };
  for (const run of newestOfStacks(candidates)) {
    const candidate = await read(run);
    if (candidate === undefined) continue;
    for (const other of newestOfStacks(runs.filter(({ stack }) => stack !== run.stack))) {
      const outputs = await read(other);
      if (outputs === undefined || !areComparable(outputs, candidate)) continue;
      const sides = inOrderOfTime([{ outputs }, { outputs: candidate }]);
      return { runIds: sides.map((side) => side.outputs.runId), isPooled: false };
    }
  }
  return undefined;
}

const newestOfStacks = (runs: readonly RunSummary[]): readonly RunSummary[] =>
  runs.filter((run, i) => runs.findIndex(({ stack }) => stack === run.stack) === i).slice(0, MAX_CANDIDATES);

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
