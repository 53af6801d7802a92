/** One stack after the other: up, measured, archived, destroyed; then all compared with the first. */
import { join } from "node:path";
import pc from "picocolors";
import { runsDir } from "../../infra/home.ts";
import { newRunId } from "../../infra/load/run-id.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { listRuns } from "../../results/archive/index.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { ResultsError } from "../../results/errors.ts";
import { printable } from "../terminal.ts";
import { reportsDir, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { parseDurationMs, showDuration } from "../duration.ts";
import { CliError } from "../errors.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { EXIT, foremost, type ExitCode } from "../exit.ts";
import { guard, type Guard } from "../guard.ts";
import { archive, cellProblems, stackOutputs } from "../measured.ts";
import { plansOf } from "../validate.ts";
import { destroyAndCheck } from "./destroy.ts";
import { writeReport } from "./report.ts";

export interface PhasesOptions extends EngineOptions {
  deadline: string;
  /** How often all of it is done, with new machines each time. Default 1. */
  rounds?: string;
  keep?: true;
  out?: string;
}

const MAX_ROUNDS = 100;

/** @throws {CliError} OPTION_INVALID */
function roundsOf({ rounds = "1", keep }: PhasesOptions): number {
  const count = Number(rounds);
  const problems: string[] = [];
  if (!Number.isInteger(count) || count < 1 || count > MAX_ROUNDS)
    problems.push(`--rounds ${rounds}: must be a whole number from 1 to ${MAX_ROUNDS}`);
  if (keep && count > 1) problems.push("--keep: machines that stay up cannot be made anew for another round");
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return count;
}

/** Each other round backwards, so that a slow drift of clouds and networks falls on every stack alike. */
const orderOf = (plans: readonly Plan[], round: number): readonly Plan[] =>
  round % 2 === 0 ? plans : plans.toReversed();

export async function phases(context: Context, stacks: string[], options: PhasesOptions): Promise<number> {
  const rounds = roundsOf(options);
  const deadlineMs = parseDurationMs(options.deadline, "--deadline");
  const plans = await plansOf(context, stacks, "up");
  requireEngine(context, plans, options.engine);
  const started = performance.now();
  const runs: StackOutputs[] = [];
  const codes: ExitCode[] = [];
  using ends = guard(context, deadlineMs);
  for (let round = 0; round < rounds && !ends.signal.aborted; round++) {
    if (rounds > 1) context.stdout.write(`\n${pc.bold(`Round ${round + 1} of ${rounds}`)}\n`);
    for (const [index, plan] of orderOf(plans, round).entries()) {
      if (ends.signal.aborted) break;
      context.stdout.write(`\n${pc.bold(heading(plan, index, plans.length))}\n`);
      const phase = await onePhase(context, plan.stack, options, ends);
      if (phase.outputs) runs.push(phase.outputs);
      codes.push(...phase.codes);
    }
  }
  await showResults(context, inOrderOf(stacks, runs), options.out);
  const left = codes.includes(EXIT.leftover);
  if (!options.keep)
    context.stdout.write(left ? "destroyed, but not all of it: see above\n" : "destroyed: nothing left\n");
  const times = rounds > 1 ? `, ${rounds} times each,` : "";
  context.stdout.write(`${stacks.length} phases${times} in ${showDuration(performance.now() - started)}\n`);
  const ended = ends.code();
  return foremost(ended === undefined ? codes : [...codes, ended]);
}

/** So that the first stack that was named is the baseline, whichever round its first result comes from. */
const inOrderOf = (stacks: readonly string[], runs: readonly StackOutputs[]): StackOutputs[] =>
  stacks.flatMap((stack) => runs.filter((run) => run.stack === stack));

/** Of the report's file: many runs make a long one. */
const MAX_NAME = 150;

/** What each stack came to, against the first, and all runs in one report. */
async function showResults(context: Context, runs: readonly StackOutputs[], asked: string | undefined): Promise<void> {
  if (runs.length === 0) return;
  const { poolStacks } = await import("../../results/compare/index.ts");
  await compareWithFirst(context, poolStacks(runs));
  const ids = runs.map(({ runId }) => runId);
  const out = asked ?? join(reportsDir(context.home), `${ids.join("_vs_").slice(0, MAX_NAME)}.html`);
  context.stdout.write(`\nreport: ${await writeReport(context, ids, out, { pooled: true })}\n`);
}

const heading = (plan: Plan, index: number, count: number): string => {
  const nodes = `${plan.nodes.length} node${plan.nodes.length === 1 ? "" : "s"}`;
  const loadMs = plan.load.cells.reduce(
    (sum, cell) => sum + (plan.load.levels.find((level) => level.name === cell.level)?.durationMs ?? 0),
    0,
  );
  return `Phase ${index + 1} of ${count}: ${plan.stack} (${nodes}, ${plan.load.cells.length} cells, ${showDuration(loadMs)} of load)`;
};

interface Phase {
  outputs?: StackOutputs;
  codes: ExitCode[];
}

/** Whatever happens on the way, what was measured is archived and the stack is destroyed. */
async function onePhase(context: Context, stack: string, options: PhasesOptions, ends: Guard): Promise<Phase> {
  const runId = newRunId(stack);
  const ofRun = { ...context, env: { ...context.env, STACKMARK_RUN_ID: runId } };
  const engine = await pickEngine(ofRun, stack, options.engine);
  const phase: Phase = { codes: [] };
  ends.watch(stack);
  try {
    const outcome = await engine.up(stack, { signal: ends.signal });
    if (outcome.result === "failed") phase.codes.push(EXIT.unexpected);
    if (outcome.result === "succeeded") {
      const outputs = await stackOutputs(engine, stack);
      if (outputs) {
        await archive(context, outputs);
        phase.outputs = outputs;
        for (const problem of cellProblems(outputs)) context.stderr.write(`${pc.yellow(printable(problem))}\n`);
      }
    } else await tellWhatIsKept(context, runId);
  } finally {
    // Not by the guard's signal: an interrupted phase is destroyed to its end.
    if (!options.keep)
      phase.codes.push(...(await destroyAndCheck(context, engine, stack, new AbortController().signal)));
  }
  return phase;
}

async function tellWhatIsKept(context: Context, runId: string): Promise<void> {
  const run = (await listRuns(runsDir(context.home))).find((candidate) => candidate.runId === runId);
  if (run) context.stderr.write(`what was measured until then is kept: ${run.dir}\n`);
}

/** Each against the first. Two that cannot be compared are no reason to lose the report of what there is. */
async function compareWithFirst(context: Context, [baseline, ...others]: StackOutputs[]): Promise<void> {
  const { compare } = await import("../../results/compare/index.ts");
  const { comparisonTable } = await import("../../results/report/index.ts");
  for (const other of others) {
    try {
      context.stdout.write(`\n${comparisonTable(compare(baseline!, other), { colour: context.colour })}`);
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
      context.stderr.write(`\n${printable(error.message)}\n`);
    }
  }
}
