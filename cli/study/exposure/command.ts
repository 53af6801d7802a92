/** `stackmark study exposure`: what it costs users to reach a stack through a load balancer or a proxy. */
import { Command } from "commander";
import { readFile } from "node:fs/promises";
import { counted } from "../../../base/counted.ts";
import { compare, pool, type Comparison } from "../../../results/compare/index.ts";
import type { StackOutputs } from "../../../results/schema/outputs.ts";
import { deadlineMs, deadlineOption, engineOption, run } from "../../command-line.ts";
import { turnsOf } from "../../compare/turns.ts";
import { reserveStdout, terminalOf, type Context } from "../../context.ts";
import { requireEngine } from "../../engines/requirements.ts";
import { CliError } from "../../errors.ts";
import { exitCodeOf, type ExitCode } from "../../exit.ts";
import { startGuard, type Guard } from "../../guard.ts";
import { labelOption, labelsOf, labelsOfStack, type LabelOptions } from "../../results/labels.ts";
import { stackFile } from "../../stacks/names.ts";
import { plansOf } from "../../stacks/plans.ts";
import { requireStartable, withStack, type MeasureRun, type StudyOptions } from "../stack.ts";
import { variantOf, variantText, type Variant } from "../variant.ts";
import { EXPOSURE_VARIANTS, exposureChanges, variantsOf, type ExposureVariant } from "./plan.ts";

interface ExposureOptions extends StudyOptions, LabelOptions {
  variants?: string;
  repeats: string;
  json?: true;
  deadline: string;
}

interface Side extends Variant {
  name: ExposureVariant;
  runs: StackOutputs[];
}

const MAX_REPEATS = 20;

export const exposure = new Command("exposure")
  .description("measure a stack behind a node port, a load balancer and proxies in turns, and compare them")
  .argument("<stack>")
  .option(
    "--variants <names>",
    `which of ${EXPOSURE_VARIANTS.join(", ")}; the first of them in this order is the baseline (default: all)`,
  )
  .option("--repeats <n>", "how often to measure each", "3")
  .option("--json", "print the comparisons as JSON")
  .option("--keep", "do not destroy the stack")
  .addOption(engineOption())
  .addOption(deadlineOption())
  .addOption(labelOption("label of every run, such as ticket=1234"))
  .action(run(study));

async function study(context: Context, stack: string, options: ExposureOptions): Promise<number> {
  const { variants, repeats } = settingsOf(options);
  const limitMs = deadlineMs(options.deadline);
  const given = labelsOf(options);
  const plans = await plansOf(context, [stack], "up");
  const plan = plans[0]!;
  if (!plan.kubernetes)
    throw new CliError(
      "OPTION_INVALID",
      `${stack}: it has one way in; a study of exposures needs machines of the stack's own, in Kubernetes.`,
    );
  requireEngine(context, plans, options.engine);
  const text = await readFile(stackFile(context.root, stack), "utf8");
  const sides: Side[] = [];
  for (const name of variants)
    sides.push({
      name,
      runs: [],
      ...(await variantOf(context, stack, name, variantText(text, exposureChanges(name)))),
    });
  const labels = await labelsOfStack(context, given);
  await requireStartable(context, plan, options);
  const progress = options.json ? reserveStdout(context) : context;
  using guard = startGuard(progress, limitMs);
  const codes: ExitCode[] = [];
  const ended = await withStack(progress, { plan, options, guard }, async (measure) => {
    codes.push(...(await measureInTurns(sides, repeats, { measure, labels, guard })));
  });
  codes.push(...ended);
  await showComparisons(context, sides, options);
  return exitCodeOf([...codes, guard.code()]);
}

/** @throws {CliError} OPTION_INVALID with every problem */
function settingsOf({ variants: text, repeats: times }: ExposureOptions): {
  variants: ExposureVariant[];
  repeats: number;
} {
  const { variants, unknown } = variantsOf(text);
  const repeats = Number(times);
  const problems = unknown.map((name) => `--variants ${name}: must be one of ${EXPOSURE_VARIANTS.join(", ")}`);
  if (unknown.length === 0 && variants.length < 2)
    problems.push(`--variants ${text}: must be two or more to be compared`);
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > MAX_REPEATS)
    problems.push(`--repeats ${times}: must be a whole number from 1 to ${MAX_REPEATS}`);
  if (problems.length > 0) throw new CliError("OPTION_INVALID", problems.join("\n"));
  return { variants, repeats };
}

/** Ends early if a run has no results: then the stack could not be brought up, or the study was stopped. */
async function measureInTurns(
  sides: readonly Side[],
  repeats: number,
  { measure, labels, guard }: { measure: MeasureRun; labels: Record<string, string>; guard: Pick<Guard, "signal"> },
): Promise<ExitCode[]> {
  const turns = turnsOf(sides, repeats);
  const codes: ExitCode[] = [];
  for (const [turn, { name, runs, plan, text }] of turns.entries()) {
    if (guard.signal.aborted) break;
    const head = `${turn + 1}/${turns.length}  ${name}`;
    const measured = await measure({ plan, text, head, labels: { ...labels, exposure: name } });
    codes.push(...measured.codes);
    if (!measured.outputs) break;
    runs.push(measured.outputs);
  }
  return codes;
}

/** Of each exposure with the first. */
async function showComparisons(context: Context, sides: readonly Side[], { json }: ExposureOptions): Promise<void> {
  const [baseline, ...others] = sides.filter(({ runs }) => runs.length > 0);
  if (!baseline || others.length === 0) {
    context.stderr.write(
      `${counted(sides.filter(({ runs }) => runs.length > 0).length, "exposure")} measured: nothing to compare\n`,
    );
    return;
  }
  const comparisons = others.map((other): Comparison =>
    compare(pool(baseline.runs), pool(other.runs), { labels: [baseline.name, other.name] }),
  );
  if (json) {
    context.stdout.write(`${JSON.stringify(comparisons, null, 2)}\n`);
    return;
  }
  const { comparisonTable } = await import("../../../results/report/index.ts");
  context.stdout.write("\n");
  for (const comparison of comparisons) context.stdout.write(`${comparisonTable(comparison, terminalOf(context))}\n`);
}
