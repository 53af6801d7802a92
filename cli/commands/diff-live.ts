/** `stackmark diff --live A B`: both stacks up at once, measured in turns, so that what drifts drifts through both. */
import { join } from "node:path";
import pc from "picocolors";
import { askForRun } from "../../infra/load/run-id.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { pool } from "../../results/compare/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { parseShow, showComparisons, type ShowOptions } from "../compare/show.ts";
import { reportsDir, type Context } from "../context.ts";
import { parseDurationMs, showDuration } from "../duration.ts";
import type { EngineOptions, StackEngine } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { managed } from "../engines/state.ts";
import { CliError } from "../errors.ts";
import { EXIT, foremost, type ExitCode } from "../exit.ts";
import { guard, type Guard } from "../guard.ts";
import { archive, cellProblems, stackOutputs } from "../measured.ts";
import { printable } from "../terminal.ts";
import { plansOf } from "../validate.ts";
import { destroyAndCheck } from "./destroy.ts";
import { writeReport } from "./report.ts";

export interface LiveOptions extends EngineOptions, ShowOptions {
  repeats: string;
  deadline: string;
  /** Leaves up what it brought up. */
  keep?: true;
  baseline?: true;
}

const MAX_REPEATS = 100;

interface Live {
  plan: Plan;
  engine: StackEngine;
  /** It was not up before: it is not left up. */
  isOurs: boolean;
  runs: StackOutputs[];
  /** How long each of its turns took. */
  tookMs: number[];
}

export async function diffLive(context: Context, names: string[], options: LiveOptions): Promise<number> {
  const show = parseShow(options);
  const repeats = repeatsOf(names, options);
  const deadlineMs = parseDurationMs(options.deadline, "--deadline");
  const plans = await plansOf(context, names, "up");
  // JSON and Markdown are all that standard output is to hold.
  const progress = show.format === "text" ? context : { ...context, stdout: context.stderr };
  using ends = guard(context, deadlineMs);
  const sides: Live[] = [];
  for (const plan of plans) {
    const engine = await pickEngine(progress, plan.stack, options.engine);
    const isOurs = managed(await engine.resources(plan.stack)).length === 0;
    sides.push({ plan, engine, isOurs, runs: [], tookMs: [] });
  }
  const codes: ExitCode[] = [];
  try {
    for (const [turn, side] of turnsOf(sides, repeats).entries()) {
      if (ends.signal.aborted) break;
      progress.stdout.write(`\n${pc.bold(heading(side, sides, turn, repeats))}\n`);
      codes.push(...(await measure(progress, side, ends)));
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
    // Not by the guard's signal: what was brought up is ended to its end.
    for (const { isOurs, engine, plan } of sides)
      if (isOurs && !options.keep)
        codes.push(...(await destroyAndCheck(progress, engine, plan.stack, new AbortController().signal)));
  }
  const ended = ends.code();
  return foremost(ended === undefined ? codes : [...codes, ended]);
}

/** @throws {CliError} OPTION_INVALID with every problem */
function repeatsOf(names: string[], { repeats, baseline }: LiveOptions): number {
  const count = Number(repeats);
  const problems: string[] = [];
  if (names.length !== 2 || names[0] === names[1]) problems.push("--live: takes two different stacks");
  if (baseline) problems.push("--baseline: a run of the archive cannot take turns; leave out --live");
  if (!Number.isInteger(count) || count < 1 || count > MAX_REPEATS)
    problems.push(`--repeats ${repeats}: must be a whole number from 1 to ${MAX_REPEATS}`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return count;
}

/** A B B A A B B A ...: each side is first as often as the other. */
function turnsOf(sides: readonly Live[], repeats: number): Live[] {
  return Array.from({ length: repeats }, (_, i) => (i % 2 === 0 ? sides : sides.toReversed())).flat();
}

function heading({ plan, runs }: Live, sides: readonly Live[], turn: number, repeats: number): string {
  const left = sides.reduce((sum, side) => sum + (repeats - side.runs.length) * turnMs(side), 0);
  return `Turn ${turn + 1} of ${sides.length * repeats}: ${plan.stack}, repeat ${runs.length + 1} of ${repeats}; about ${showDuration(left)} left`;
}

/** As its turns took so far, else what the load alone takes. */
function turnMs({ plan: { load }, tookMs }: Live): number {
  if (tookMs.length > 0) return tookMs.reduce((sum, ms) => sum + ms, 0) / tookMs.length;
  return load.cells.reduce((sum, { level }) => sum + load.levels.find(({ name }) => name === level)!.durationMs, 0);
}

/** A new run on what is up; the first brings the stack up. */
async function measure(context: Context, side: Live, ends: Guard): Promise<ExitCode[]> {
  const { plan, engine, runs, tookMs } = side;
  const { stack } = plan;
  const began = performance.now();
  ends.watch(stack);
  await askForRun(stack);
  const { result } = await engine.up(stack, { signal: ends.signal });
  if (result === "failed")
    throw new CliError("TURN_FAILED", `\`${stack}\` could not be measured; what was measured before is archived.`, {
      exitCode: EXIT.unexpected,
    });
  const outputs = result === "succeeded" ? await stackOutputs(engine, stack) : undefined;
  if (!outputs) return [];
  await archive(context, outputs);
  runs.push(outputs);
  tookMs.push(performance.now() - began);
  const problems = cellProblems(outputs);
  for (const problem of problems) context.stderr.write(`${pc.yellow(printable(problem))}\n`);
  return problems.length > 0 ? [EXIT.invalid] : [];
}
