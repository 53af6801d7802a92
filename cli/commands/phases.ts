import { resolve } from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import type { TestSuite } from "../../base/junit.ts";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import { systemCode } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { errorText } from "../../base/shown-error.ts";
import { runsDir } from "../../infra/home.ts";
import { newRunId } from "../../infra/load/run-id.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { archivedOutputs, listRuns } from "../../results/archive/index.ts";
import { ResultsError } from "../../results/errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { comparisonSuite, runSuite } from "../../results/report/junit.ts";
import { deadlineMs, deadlineOption, engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import { recordComparison } from "../compare/newest.ts";
import { managedResources, type EngineOptions } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { CliError, explain } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { requireOutput } from "../home.ts";
import { startGuard, stopCodes, type Guard } from "../guard.ts";
import { archive, cellProblems, stackOutputs } from "../results/outputs.ts";
import { junitFileOf, junitOption, writeJunit, type JunitOptions } from "../results/junit.ts";
import { labelOption, labelsOf, labelsOfStack, type LabelOptions } from "../results/labels.ts";
import { reportFile, writeReport } from "../results/report.ts";
import { plansOf } from "../stacks/plans.ts";

interface PhasesOptions extends EngineOptions, LabelOptions, JunitOptions {
  deadline: string;
  /** How often to go through all stacks, with new machines each time. Default 1. */
  rounds?: string;
  keep?: true;
  out?: string;
}

const MAX_ROUNDS = 100;

export const command = new Command("phases")
  .argument("<stacks...>")
  .addOption(engineOption())
  .addOption(deadlineOption())
  .option("--rounds <n>", "how often to go through all stacks, with new machines each time", "1")
  .option("--keep", "do not destroy the stacks")
  .addOption(labelOption("label of every run, such as ticket=1234"))
  .addOption(junitOption())
  .option("--out <file>", "where to write the HTML report")
  .action(run(phases));

/** @throws {CliError} OPTION_INVALID */
function roundsOf(stacks: readonly string[], { rounds = "1", keep }: PhasesOptions): number {
  const count = Number(rounds);
  const problems: string[] = [];
  if (!Number.isInteger(count) || count < 1 || count > MAX_ROUNDS)
    problems.push(`--rounds ${rounds}: must be a whole number from 1 to ${MAX_ROUNDS}`);
  if (keep && count > 1) problems.push("--keep: another round requires new machines, so the stacks cannot stay up");
  const twice = new Set(stacks.filter((stack, i) => stacks.indexOf(stack) < i));
  for (const stack of twice) problems.push(`${stack}: is named twice; \`--rounds 2\` measures every stack twice`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return count;
}

/** Every second round is in reverse order, so that a slow drift of clouds and networks affects all stacks alike. */
const orderOf = (plans: readonly Plan[], round: number): readonly Plan[] =>
  round % 2 === 0 ? plans : plans.toReversed();

async function phases(context: Context, stacks: string[], options: PhasesOptions): Promise<number> {
  const rounds = roundsOf(stacks, options);
  const limitMs = deadlineMs(options.deadline);
  const given = labelsOf(options);
  const junit = junitFileOf(options);
  if (options.out !== undefined) requireOutput(resolve(options.out));
  const plans = await plansOf(context, stacks, "up");
  requireEngine(context, plans, options.engine);
  if (!options.keep) await requireDown(context, stacks, options);
  const labels = await labelsOfStack(context, given);
  const started = performance.now();
  const runs: StackOutputs[] = [];
  const codes: ExitCode[] = [];
  using guard = startGuard(context, limitMs);
  for (let round = 0; round < rounds && !guard.signal.aborted; round++) {
    if (rounds > 1) context.stdout.write(`\n${pc.bold(`Round ${round + 1} of ${rounds}`)}\n`);
    for (const [index, plan] of orderOf(plans, round).entries()) {
      if (guard.signal.aborted) break;
      context.stdout.write(`\n${pc.bold(heading(plan, index, plans.length))}\n`);
      const phase = await runPhase(context, plan.stack, { ...options, labels }, guard);
      if (phase.outputs) runs.push(phase.outputs);
      codes.push(...phase.codes);
    }
  }
  codes.push(...(await showResults(context, inOrderOf(stacks, runs), { file: options.out, junit })));
  const isLeftOver = codes.includes(EXIT.leftover);
  if (!options.keep)
    context.stdout.write(
      isLeftOver ? "destroyed, but something is left over: see above\n" : "destroyed: nothing left\n",
    );
  const times = rounds > 1 ? `, ${rounds} times each,` : "";
  context.stdout.write(
    `${counted(stacks.length, "phase")}${times} in ${formatDuration(performance.now() - started)}\n`,
  );
  return exitCodeOf([...codes, guard.code()]);
}

/**
 * Phases destroys its stacks at the end, so it takes only stacks that it brings up itself.
 * @throws {CliError} STACK_ALREADY_UP with every stack that is up
 */
async function requireDown(context: Context, stacks: readonly string[], options: PhasesOptions): Promise<void> {
  const up: string[] = [];
  for (const stack of stacks) {
    const engine = await pickEngine(context, stack, options.engine);
    if (managedResources(await engine.resources(stack)).length > 0) up.push(stack);
  }
  if (up.length === 0) return;
  const lines = up.map(
    (stack) => `  - ${stack}: \`stackmark destroy ${stack}\` deletes it, so that this can bring it up`,
  );
  throw new CliError(
    "STACK_ALREADY_UP",
    [
      `Nothing was started, because \`phases\` destroys every stack at the end, and these were brought up before:`,
      ...lines,
      `To measure what is up and leave it up: \`stackmark phases ${stacks.join(" ")} --keep\`, or \`stackmark run STACK\`.`,
    ].join("\n"),
  );
}

/** In the order of the arguments, so that the first stack is the baseline even if its first result is of a later round. */
const inOrderOf = (stacks: readonly string[], runs: readonly StackOutputs[]): StackOutputs[] =>
  stacks.flatMap((stack) => runs.filter((run) => run.stack === stack));

/** Compares the stacks with the first one, and puts all runs into one report. */
async function showResults(
  context: Context,
  runs: readonly StackOutputs[],
  { file, junit }: { file: string | undefined; junit: string | undefined },
): Promise<ExitCode[]> {
  if (runs.length === 0) return [];
  const { poolStacks } = await import("../../results/compare/index.ts");
  const compared = await compareWithFirst(context, poolStacks(runs));
  if (runs.length > 1) await recordComparison(context, runs, { isPooled: true });
  const ids = runs.map(({ runId }) => runId);
  try {
    const out = await writeReport(context, ids, file === undefined ? reportFile(context.home, ids) : resolve(file), {
      pooled: true,
    });
    context.stdout.write(`\nreport: ${out}\n`);
    if (junit !== undefined) await writeJunit(junit, "phases", [...runs.map(runSuite), ...compared]);
    return [];
  } catch (error) {
    // The rest of the summary still matters.
    const shown = explain(error);
    context.stderr.write(errorText(shown));
    return [shown.exitCode];
  }
}

const heading = (plan: Plan, index: number, count: number): string => {
  const loadMs = plan.load.cells.reduce(
    (sum, cell) => sum + (plan.load.levels.find((level) => level.name === cell.level)?.durationMs ?? 0),
    0,
  );
  return `Phase ${index + 1} of ${count}: ${plan.stack} (${counted(plan.nodes.length, "node")}, ${counted(plan.load.cells.length, "cell")}, ${formatDuration(loadMs)} of load)`;
};

interface Phase {
  outputs?: StackOutputs;
  codes: ExitCode[];
}

/** Archives the results and destroys the stack, whatever fails on the way. */
async function runPhase(
  context: Context,
  stack: string,
  options: PhasesOptions & { labels: Labels },
  guard: Guard,
): Promise<Phase> {
  const runId = newRunId(stack);
  const ofRun = { ...context, env: { ...context.env, STACKMARK_RUN_ID: runId } };
  const engine = await pickEngine(ofRun, stack, options.engine);
  const phase: Phase = { codes: [] };
  let isOthers = false;
  guard.watch(stack);
  try {
    const outcome = await engine.up(stack, { signal: guard.signal });
    if (outcome.result === "failed") phase.codes.push(EXIT.unexpected);
    phase.codes.push(...stopCodes(stack, guard));
    if (outcome.result === "succeeded") {
      const outputs = await stackOutputs(engine, stack);
      if (outputs) {
        phase.codes.push(...(await archive(context, outputs, options.labels)).codes);
        phase.outputs = outputs;
        for (const problem of await cellProblems(engine, outputs))
          context.stderr.write(`${pc.yellow(printable(problem))}\n`);
      }
    } else await reportKeptRun(context, runId);
  } catch (error) {
    // Another command works on it, so it is not this one's to destroy.
    isOthers = systemCode(error) === "STATE_LOCKED";
    throw error;
  } finally {
    // Not with the guard's signal: an interrupted phase is still destroyed completely.
    if (!options.keep && !isOthers)
      phase.codes.push(...(await destroyAndCheck(context, engine, stack, new AbortController().signal)));
  }
  return phase;
}

async function reportKeptRun(context: Context, runId: string): Promise<void> {
  const run = (await listRuns(runsDir(context.home))).find((candidate) => candidate.runId === runId);
  if (run) context.stderr.write(`results until then are kept: ${run.dir}\n`);
}

/** Compares each with the first, and returns the verdicts. If two cannot be compared, the report is still written. */
async function compareWithFirst(context: Context, [baseline, ...others]: StackOutputs[]): Promise<TestSuite[]> {
  const suites: TestSuite[] = [];
  const { compare } = await import("../../results/compare/index.ts");
  const { comparisonTable } = await import("../../results/report/index.ts");
  const stacks = [baseline!, ...others].map(({ stack }) => stack);
  const archive = await archivedOutputs(runsDir(context.home), stacks);
  for (const other of others) {
    try {
      const comparison = compare(baseline!, other, { archive });
      context.stdout.write(`\n${comparisonTable(comparison, { colour: context.colour })}`);
      suites.push(comparisonSuite(comparison, { a: baseline!, b: other }));
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
      context.stderr.write(`\n${printable(error.message)}\n`);
    }
  }
  return suites;
}
