import { Command } from "commander";
import { formatDuration } from "../../base/duration.ts";
import { printable } from "../../base/printable.ts";
import { wrapped } from "../../base/table.ts";
import { runsDir } from "../../infra/home.ts";
import type { Plan } from "../../infra/topology/plan.ts";
import { listRuns } from "../../results/archive/index.ts";
import { regionMatrices } from "../../results/regions/matrix.ts";
import { runSuite } from "../../results/report/junit.ts";
import { capOf, destroyOnCapOption, type CapOptions } from "../budget/caps.ts";
import { costSoFar } from "../budget/cost-text.ts";
import { expiryIn, isExpired, requireNotExpired } from "../budget/expiry.ts";
import { deadlineMs, deadlineOption, engineOption, run, yesOption } from "../command-line.ts";
import { terminalOf, type Context } from "../context.ts";
import { destroyAndCheck } from "../destroy/index.ts";
import { requireClouds } from "../doctor/clouds.ts";
import { isUp, type EngineOptions, type StackEngine } from "../engines/engine.ts";
import { pickEngine } from "../engines/pick.ts";
import { requireEngine } from "../engines/requirements.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { startGuard, stopCodes } from "../guard.ts";
import { junitFileOf, junitOption, writeJunit, type JunitOptions } from "../results/junit.ts";
import { runText } from "../results/run-text.ts";
import { labelOption, labelsOf, labelsOfStack, type LabelOptions } from "../results/labels.ts";
import { archive, cellProblems, shownCells, stackResults } from "../results/outputs.ts";
import { plansOf } from "../stacks/plans.ts";

export interface UpOptions extends EngineOptions, LabelOptions, JunitOptions, CapOptions {
  deadline: string;
  /** Brings an expired stack up again on new machines. */
  renew?: true;
}

export const command = new Command("up")
  .argument("<stack>")
  .addOption(engineOption())
  .addOption(deadlineOption())
  .addOption(labelOption("label of the run, such as ticket=1234"))
  .addOption(junitOption())
  .addOption(destroyOnCapOption())
  .option("--renew", "if the stack has expired: destroy it, and bring it up again on new machines")
  .addOption(yesOption())
  .action(run(up));

export async function up(context: Context, stack: string, options: UpOptions): Promise<number> {
  const limitMs = deadlineMs(options.deadline);
  const given = labelsOf(options);
  const junit = junitFileOf(options);
  const plans = await plansOf(context, [stack], "up");
  requireEngine(context, plans, options.engine);
  const labels = await labelsOfStack(context, given);
  const engine = await pickEngine(context, stack, options.engine);
  const plan = plans[0]!;
  await requireLive(context, engine, plan, options);
  await requireClouds(context, plans, { isUp: () => isUp(engine, stack) });
  using guard = startGuard(context, limitMs);
  guard.watch(stack);
  const limit = capOf(context, plan, await engine.resources(stack), options);
  using _cap = limit && guard.cap(limit.limitMs, limit.text);
  const outcome = await engine.up(stack, { signal: guard.signal });
  const codes: ExitCode[] = [];
  if (outcome.result === "failed") codes.push(EXIT.unexpected);
  codes.push(...stopCodes(stack, guard));
  const results = outcome.result === "succeeded" ? await stackResults(context, engine, stack) : undefined;
  if (results) {
    const { outputs } = results;
    const archived = await archive(context, results, labels);
    codes.push(...archived.codes);
    if (junit !== undefined) await writeJunit(junit, "up", [runSuite(outputs)]);
    if ((await cellProblems(engine, outputs)).length > 0) codes.push(EXIT.invalid);
    const isCrossed = outputs.load.some(({ result }) => result.thresholds?.some(({ holds }) => !holds));
    if (isCrossed) codes.push(EXIT.threshold);
    const { cellTable, metricLine, regionTables } = await import("../../results/report/index.ts");
    const matrices = regionMatrices([outputs]);
    const derived = (outputs.derived ?? []).map(metricLine);
    const cells = await shownCells(engine, outputs);
    const run = (await listRuns(runsDir(context.home))).find(({ runId }) => runId === outputs.runId);
    const options = terminalOf(context);
    const next = run === undefined || run.status === "complete" ? [] : [`${run.status}: ${run.next}`];
    context.stdout.write(
      [
        `${stack} is up after ${formatDuration(outcome.durationMs)}; ${runText(outputs)}`,
        ...(cells.length > 0
          ? [
              "",
              cellTable(cells, options),
              ...(matrices.length > 0 ? [regionTables(matrices, options)] : []),
              ...derived.map((line) => wrapped(printable(line), options.widthChars ?? Infinity, "  ")),
              ...next.map((line) => wrapped(printable(line), options.widthChars ?? Infinity, "  ")),
              "",
            ]
          : []),
        ...Object.entries(outputs.endpoints).map(([name, url]) => printable(`${name}  ${url}`)),
        `results  ${archived.dir}`,
        ...costSoFar(context, plan, await engine.resources(stack)).map((line) => printable(line)),
        ...(plan.canary
          ? [`\`stackmark canary ${stack}\` says which share its canary got, and whether it is worse`]
          : []),
        `\`stackmark run ${stack}\` measures again, \`stackmark destroy ${stack}\` deletes it`,
        "",
      ].join("\n"),
    );
  }
  if (guard.code() === EXIT.deadline && options.destroyOnCap)
    codes.push(...(await destroyAndCheck(context, engine, stack, { signal: new AbortController().signal })).codes);
  const ended = exitCodeOf([...codes, guard.code()]);
  if (!results && !options.destroyOnCap && (ended === EXIT.interrupted || ended === EXIT.deadline))
    context.stdout.write(await afterInterruption(context, stack));
  return ended;
}

/**
 * An expired stack looks unchanged to an update, although its machines are gone or stopped.
 *
 * @throws {CliError} STACK_EXPIRED; STACK_NOT_RENEWED
 */
async function requireLive(context: Context, engine: StackEngine, plan: Plan, { renew }: UpOptions): Promise<void> {
  const resources = await engine.resources(plan.stack);
  if (!renew) return requireNotExpired(context, plan, resources);
  if (!isExpired(expiryIn(resources), Date.now())) return;
  const { codes } = await destroyAndCheck(context, engine, plan.stack, { signal: new AbortController().signal });
  if (codes.length === 0) return;
  throw new CliError("STACK_NOT_RENEWED", `${plan.stack} could not be destroyed, so nothing was brought up.`, {
    exitCode: exitCodeOf(codes),
  });
}

/** What an update that was ended early leaves, and the next commands. */
async function afterInterruption({ home }: Context, stack: string): Promise<string> {
  const run = (await listRuns(runsDir(home))).find((each) => each.stack === stack);
  return printable(
    [
      `${stack} was not destroyed: what was created stays up`,
      ...(run ? [`  \`stackmark results show ${run.runId}\` shows its newest run`] : []),
      `  \`stackmark up ${stack}\` completes it and measures what is missing`,
      `  \`stackmark destroy ${stack}\` deletes it\n`,
    ].join("\n"),
  );
}
