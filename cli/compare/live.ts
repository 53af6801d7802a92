import pc from "picocolors";
import { formatDuration } from "../../base/duration.ts";
import { systemCode } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { requestRun } from "../../infra/load/run-id.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { pool, whyGateCannotDecide } from "../../results/compare/index.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { capOf } from "../budget/caps.ts";
import { deadlineMs } from "../command-line.ts";
import { reserveStdout, type Context } from "../context.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import { managedResources, type EngineOptions, type StackEngine } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { startGuard, stopCodes, type Guard } from "../guard.ts";
import { StackProgress } from "../progress/stack-progress.ts";
import { archive, cellProblems, stackResults } from "../results/outputs.ts";
import { labelsOf, labelsOfStack, type LabelOptions } from "../results/labels.ts";
import { reportFile, writeReport } from "../results/report.ts";
import { plansOf } from "../stacks/plans.ts";
import { refuse } from "./fail-on.ts";
import { recordComparison } from "./newest.ts";
import { parseShow, showComparisons, type ShowOptions } from "./show.ts";
import { turnsOf } from "./turns.ts";

export interface LiveOptions extends EngineOptions, ShowOptions, LabelOptions {
  /** Default 10. */
  repeats?: string;
  deadline: string;
  /** Does not destroy the stacks that it brought up. */
  keep?: true;
  /** Shows every resource instead of one line a turn. */
  verbose?: true;
  baseline?: true;
}

const MAX_REPEATS = 100;

interface Side {
  plan: Plan;
  engine: StackEngine;
  /** It was up before this command, which therefore leaves it up. */
  wasUp: boolean;
  /** Its first turn began. */
  isStarted: boolean;
  runs: StackOutputs[];
  /** Durations of its turns. */
  turnsMs: number[];
}

/** Brings both stacks up and measures them in turns, so that a drift of the machine affects both alike. */
export async function diffLive(context: Context, names: string[], options: LiveOptions): Promise<number> {
  const show = parseShow(options);
  const given = labelsOf(options);
  const repeats = repeatsOf(names, options);
  const limitMs = deadlineMs(options.deadline);
  const plans = await plansOf(context, names, "up");
  for (const { load } of show.failOn ? plans : []) {
    const reason = whyGateCannotDecide(show.failOn!.metric, { model: "closed", thinkTimeScale: load.thinkTimeFactor });
    if (reason !== null) refuse(show.failOn!, reason);
  }
  const labels = await labelsOfStack(context, given);
  const progress = show.format === "text" ? context : reserveStdout(context);
  using guard = startGuard(context, limitMs);
  const sides: Side[] = [];
  for (const plan of plans) {
    const engine = await pickEngine(progress, plan.stack, options.engine);
    const wasUp = managedResources(await engine.resources(plan.stack)).length > 0;
    sides.push({ plan, engine, wasUp, isStarted: false, runs: [], turnsMs: [] });
  }
  const codes: ExitCode[] = [];
  try {
    for (const [turn, side] of turnsOf(sides, repeats).entries()) {
      if (guard.signal.aborted) break;
      const head = `Turn ${turn + 1} of ${sides.length * repeats}: ${side.plan.stack}, repeat ${side.runs.length + 1} of ${repeats}`;
      const left = (): string => timeLeft(sides, repeats);
      codes.push(...(await measure(progress, side, { head, left, labels, verbose: options.verbose }, guard)));
    }
    const [a, b] = sides.map(({ runs }) => (runs.length > 0 ? pool(runs) : null));
    if (a && b) {
      progress.stdout.write("\n");
      codes.push(...(await showComparisons(context, a, [b], show)));
      const measured = sides.flatMap(({ runs }) => runs);
      await recordComparison(context, measured, { isPooled: true });
      const ids = measured.map(({ runId }) => runId);
      const out = reportFile(context.home, [a.runId, b.runId]);
      progress.stdout.write(`\nreport: ${await writeReport(context, ids, out, { pooled: true })}\n`);
    }
  } finally {
    for (const side of sides) codes.push(...(await takeDown(progress, side, options)));
  }
  const exitCode = exitCodeOf([...codes, guard.code()]);
  requireBoth(sides, exitCode);
  return exitCode;
}

/** @throws {CliError} NO_COMPARISON */
function requireBoth(sides: readonly Side[], exitCode: ExitCode): void {
  const measured = sides.filter(({ runs }) => runs.length > 0);
  if (measured.length === sides.length) return;
  const [kept] = measured;
  const message = kept
    ? `only ${kept.plan.stack} was measured; it is kept as run ${kept.runs.map(({ runId }) => runId).join(", ")}`
    : "nothing was measured";
  throw new CliError("NO_COMPARISON", message, { exitCode: exitCode || EXIT.invalid });
}

/** Destroys a stack that this command brought up, and says what stays up and why. */
async function takeDown(context: Context, side: Side, { keep }: LiveOptions): Promise<ExitCode[]> {
  const { plan, engine, wasUp, isStarted } = side;
  const reason = wasUp ? "it was up before" : keep ? "--keep" : undefined;
  if (!isStarted) return [];
  // Not with the guard's signal: an interrupted comparison still destroys what it brought up.
  if (reason === undefined)
    return (await destroyAndCheck(context, engine, plan.stack, { signal: new AbortController().signal })).codes;
  context.stdout.write(`${plan.stack} stays up (${reason}); \`stackmark destroy ${plan.stack}\` deletes it\n`);
  return [];
}

/** @throws {CliError} OPTION_INVALID with every problem */
function repeatsOf(names: string[], { repeats = "10", baseline }: LiveOptions): number {
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

function timeLeft(sides: readonly Side[], repeats: number): string {
  const leftMs = sides.reduce((sum, side) => sum + (repeats - side.turnsMs.length) * turnMs(side), 0);
  return `about ${formatDuration(leftMs)} left`;
}

/** The mean of its turns so far; before the first, the duration of the load. */
function turnMs({ plan: { load }, turnsMs }: Side): number {
  if (turnsMs.length > 0) return turnsMs.reduce((sum, ms) => sum + ms, 0) / turnsMs.length;
  return load.cells.reduce((sum, { level }) => sum + load.levels.find(({ name }) => name === level)!.durationMs, 0);
}

interface Turn {
  /** What the turn's line begins with. */
  head: string;
  /** The time until the last turn ends, in words. */
  left: () => string;
  labels: Labels;
  verbose?: true;
}

/** Measures a new run on the stack, which the first turn brings up. */
async function measure(outer: Context, side: Side, turn: Turn, guard: Guard): Promise<ExitCode[]> {
  const { plan, engine, runs, turnsMs } = side;
  const { stack } = plan;
  const began = performance.now();
  const line = new StackProgress(outer.stdout, turn.head, plan);
  const context = { ...outer, stderr: line.above(outer.stderr) };
  // The real CLI prints its own progress, which a line of ours would garble.
  const progress = turn.verbose || engine.name === "pulumi" ? undefined : line;
  if (!progress) context.stdout.write(`\n${pc.bold(`${turn.head}; ${turn.left()}`)}\n`);
  guard.watch(stack);
  const limit = capOf(outer, side.plan, await engine.resources(stack), { destroyOnCap: side.wasUp ? undefined : true });
  using _cap = limit && guard.cap(limit.limitMs, limit.text);
  await requestRun(stack);
  side.isStarted = true;
  progress?.begin("deploying");
  const { result } = await engine.up(stack, { signal: guard.signal, progress }).catch((error: unknown) => {
    // Another command works on it, so it is not this one's to destroy.
    if (systemCode(error) === "STATE_LOCKED") side.isStarted = false;
    throw error;
  });
  progress?.ended(result);
  if (result === "succeeded") turnsMs.push(performance.now() - began);
  progress?.keep(turn.left());
  if (result === "failed")
    throw new CliError("TURN_FAILED", `\`${stack}\` could not be measured; earlier results are archived.`, {
      exitCode: EXIT.unexpected,
    });
  const codes = stopCodes(stack, guard);
  const results = result === "succeeded" ? await stackResults(context, engine, stack) : undefined;
  if (!results) return codes;
  const { outputs } = results;
  codes.push(...(await archive(context, results, turn.labels)).codes);
  runs.push(outputs);
  const problems = await cellProblems(engine, outputs);
  for (const problem of problems) context.stderr.write(`${pc.yellow(printable(problem))}\n`);
  return [...codes, ...(problems.length > 0 ? [EXIT.invalid] : [])];
}
