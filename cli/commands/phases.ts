import { resolve } from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import { counted } from "../../base/counted.ts";
import { formatDuration } from "../../base/duration.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import type { StackOutputs } from "../../results/schema/outputs.ts";
import { deadlineMs, deadlineOption, engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { requireClouds } from "../doctor/clouds.ts";
import { isUp } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { startGuard } from "../guard.ts";
import { requireOutput } from "../home.ts";
import { junitFileOf, junitOption, type JunitOptions } from "../results/junit.ts";
import { labelOption, labelsOf, labelsOfStack, type LabelOptions } from "../results/labels.ts";
import { runPhase, type PhaseOptions } from "../phases/run-phase.ts";
import { showResults } from "../phases/show-results.ts";
import { plansOf } from "../stacks/plans.ts";

interface PhasesOptions extends PhaseOptions, LabelOptions, JunitOptions {
  deadline: string;
  /** How often to go through all stacks, with new machines each time. Default 1. */
  rounds?: string;
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
  .option("-v, --verbose", "show every resource, and the comparison in full")
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
  await requireClouds(context, plans, {
    isUp: async (stack) => isUp(await pickEngine(context, stack, options.engine), stack),
  });
  const labels = await labelsOfStack(context, given);
  const started = performance.now();
  const runs: StackOutputs[] = [];
  const codes: ExitCode[] = [];
  const verdicts: string[] = [];
  const nameWidth = Math.max(...stacks.map((stack) => stack.length));
  using guard = startGuard(context, limitMs);
  for (let round = 0; round < rounds && !guard.signal.aborted; round++) {
    if (rounds > 1) context.stdout.write(`\n${pc.bold(`Round ${round + 1} of ${rounds}`)}\n`);
    for (const [index, plan] of orderOf(plans, round).entries()) {
      if (guard.signal.aborted) break;
      const place = { text: `${index + 1}/${plans.length}`, nameWidth };
      const phase = await runPhase(context, plan, place, { ...options, labels }, guard);
      if (phase.outputs) runs.push(phase.outputs);
      codes.push(...phase.codes);
      if (phase.verdict !== undefined) verdicts.push(phase.verdict);
    }
  }
  if (!options.keep) codes.push(...(await verifyAll(context, plans, options)));
  codes.push(...(await showResults(context, inOrderOf(stacks, runs), { ...options, junit })));
  const times = rounds > 1 ? `, ${rounds} times each` : "";
  const took = `${counted(stacks.length, "phase")}${times}, in ${formatDuration(performance.now() - started)}`;
  context.stdout.write(`${options.keep ? "" : `${endText(verdicts, codes)}; `}${took}\n`);
  return exitCodeOf([...codes, guard.code()]);
}

/**
 * Asks once more about stacks in clouds, on machines and in clusters, as `verify-destroyed` does. That something was not
 * asked is said, and fails nothing: results do not depend on it.
 */
async function verifyAll(context: Context, plans: readonly Plan[], { engine }: PhasesOptions): Promise<ExitCode[]> {
  const elsewhere = plans.filter(({ kubernetes, existing }) => kubernetes !== null || existing !== null);
  if (elsewhere.length === 0) return [];
  const { printVerified } = await import("../destroy/verify.ts");
  const codes: ExitCode[] = [];
  for (const { stack } of elsewhere) {
    const code = await printVerified(context, stack, engine);
    if (code === EXIT.leftover) codes.push(code);
  }
  return codes;
}

/** What is known of all destroyed stacks together. */
function endText(verdicts: readonly string[], codes: readonly ExitCode[]): string {
  if (codes.includes(EXIT.leftover)) return "destroyed, but something is left over: see above";
  const unproven = verdicts.find((verdict) => !verdict.startsWith("nothing left"));
  return `destroyed: ${unproven ?? "nothing left"}`;
}

/**
 * Phases destroys its stacks at the end, so it takes only stacks that it brings up itself.
 * @throws {CliError} STACK_ALREADY_UP with every stack that is up
 */
async function requireDown(context: Context, stacks: readonly string[], options: PhasesOptions): Promise<void> {
  const up: string[] = [];
  for (const stack of stacks) {
    const engine = await pickEngine(context, stack, options.engine);
    if (await isUp(engine, stack)) up.push(stack);
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
