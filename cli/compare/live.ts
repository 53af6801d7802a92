import { join } from "node:path";
import pc from "picocolors";
import { formatDuration } from "../../base/duration.ts";
import { printable } from "../../base/printable.ts";
import { requestRun } from "../../infra/load/run-id.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { pool } from "../../results/compare/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { deadlineMs } from "../command-line.ts";
import type { Context } from "../context.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import { managedResources, type EngineOptions, type StackEngine } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { startGuard, type Guard } from "../guard.ts";
import { reportsDir } from "../home.ts";
import { archive, cellProblems, stackOutputs } from "../results/outputs.ts";
import { writeReport } from "../results/report.ts";
import { plansOf } from "../stacks/plans.ts";
import { parseShow, showComparisons, type ShowOptions } from "./show.ts";

export interface LiveOptions extends EngineOptions, ShowOptions {
  repeats: string;
  deadline: string;
  /** Does not destroy the stacks that it brought up. */
  keep?: true;
  baseline?: true;
}

const MAX_REPEATS = 100;

interface Side {
  plan: Plan;
  engine: StackEngine;
  /** Whether this command brought it up, and so destroys it. */
  isOurs: boolean;
  runs: StackOutputs[];
  /** Durations of its turns. */
  turnsMs: number[];
}

/** Brings both stacks up and measures them in turns, so that a drift of the machine affects both alike. */
export async function diffLive(context: Context, names: string[], options: LiveOptions): Promise<number> {
  const show = parseShow(options);
  const repeats = repeatsOf(names, options);
  const limitMs = deadlineMs(options.deadline);
  const plans = await plansOf(context, names, "up");
  // Only JSON or Markdown may go to stdout.
  const progress = show.format === "text" ? context : { ...context, stdout: context.stderr };
  using guard = startGuard(context, limitMs);
  const sides: Side[] = [];
  for (const plan of plans) {
    const engine = await pickEngine(progress, plan.stack, options.engine);
    const isOurs = managedResources(await engine.resources(plan.stack)).length === 0;
    sides.push({ plan, engine, isOurs, runs: [], turnsMs: [] });
  }
  const codes: ExitCode[] = [];
  try {
    for (const [turn, side] of turnsOf(sides, repeats).entries()) {
      if (guard.signal.aborted) break;
      progress.stdout.write(`\n${pc.bold(heading(side, sides, turn, repeats))}\n`);
      codes.push(...(await measure(progress, side, guard)));
    }
    const [a, b] = sides.map(({ runs }) => (runs.length > 0 ? pool(runs) : null));
    if (a && b) {
      progress.stdout.write("\n");
      codes.push(...(await showComparisons(context, a, [b], show)));
      const ids = sides.flatMap(({ runs }) => runs.map(({ runId }) => runId));
      const out = join(reportsDir(context.home), `${a.runId}_vs_${b.runId}.html`);
      progress.stdout.write(`\nreport: ${await writeReport(context, ids, out, { pooled: true })}\n`);
    }
  } finally {
    // Not with the guard's signal: an interrupted comparison still destroys what it brought up.
    for (const { isOurs, engine, plan } of sides)
      if (isOurs && !options.keep)
        codes.push(...(await destroyAndCheck(progress, engine, plan.stack, new AbortController().signal)));
  }
  return exitCodeOf([...codes, guard.code()]);
}

/** @throws {CliError} OPTION_INVALID with every problem */
function repeatsOf(names: string[], { repeats, baseline }: LiveOptions): number {
  const count = Number(repeats);
  const problems: string[] = [];
  if (names.length !== 2 || names[0] === names[1]) problems.push("--live: requires two different stacks");
  if (baseline)
    problems.push("--baseline: cannot be combined with --live, because an archived run cannot be measured again");
  if (!Number.isInteger(count) || count < 1 || count > MAX_REPEATS)
    problems.push(`--repeats ${repeats}: must be a whole number from 1 to ${MAX_REPEATS}`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return count;
}

/** A B B A A B B A ...: each side is first as often as the other. */
function turnsOf(sides: readonly Side[], repeats: number): Side[] {
  return Array.from({ length: repeats }, (_, i) => (i % 2 === 0 ? sides : sides.toReversed())).flat();
}

function heading({ plan, runs }: Side, sides: readonly Side[], turn: number, repeats: number): string {
  const left = sides.reduce((sum, side) => sum + (repeats - side.runs.length) * turnMs(side), 0);
  return `Turn ${turn + 1} of ${sides.length * repeats}: ${plan.stack}, repeat ${runs.length + 1} of ${repeats}; about ${formatDuration(left)} left`;
}

/** The mean of its turns so far; before the first, the duration of the load. */
function turnMs({ plan: { load }, turnsMs }: Side): number {
  if (turnsMs.length > 0) return turnsMs.reduce((sum, ms) => sum + ms, 0) / turnsMs.length;
  return load.cells.reduce((sum, { level }) => sum + load.levels.find(({ name }) => name === level)!.durationMs, 0);
}

/** Measures a new run on the stack, which the first turn brings up. */
async function measure(context: Context, side: Side, guard: Guard): Promise<ExitCode[]> {
  const { plan, engine, runs, turnsMs } = side;
  const { stack } = plan;
  const began = performance.now();
  guard.watch(stack);
  await requestRun(stack);
  const { result } = await engine.up(stack, { signal: guard.signal });
  if (result === "failed")
    throw new CliError("TURN_FAILED", `\`${stack}\` could not be measured; earlier results are archived.`, {
      exitCode: EXIT.unexpected,
    });
  const outputs = result === "succeeded" ? await stackOutputs(engine, stack) : undefined;
  if (!outputs) return [];
  await archive(context, outputs);
  runs.push(outputs);
  turnsMs.push(performance.now() - began);
  const problems = cellProblems(outputs);
  for (const problem of problems) context.stderr.write(`${pc.yellow(printable(problem))}\n`);
  return problems.length > 0 ? [EXIT.invalid] : [];
}
