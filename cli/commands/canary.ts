import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { judgeCanary } from "../../results/canary/index.ts";
import { requireAbortable, takeOut } from "../canary/take-out.ts";
import { deadlineMs, deadlineOption, engineOption, run } from "../command-line.ts";
import { terminalOf, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { sourceOf } from "../results/sources.ts";

interface CanaryOptions extends EngineOptions {
  all?: true;
  json?: true;
  /** `worse`. */
  abortOn?: string;
  deadline: string;
}

export const command = new Command("canary")
  .argument("<run>", "stack, run or JSON file whose responses told versions apart")
  .addOption(engineOption())
  .option("--all", "show everything: all metrics, primaries and notes")
  .option("--json", "print the split and the comparison as JSON")
  .option("--abort-on <verdict>", "if the verdict is `worse`, take the canary out of the stack (exit code 4)")
  .addOption(deadlineOption())
  .action(run(canary));

async function canary(context: Context, name: string, options: CanaryOptions): Promise<number> {
  const limitMs = deadlineMs(options.deadline);
  if (options.abortOn !== undefined) requireAbortable(context, name, options.abortOn);
  const { outputs, missing } = await sourceOf(context, name, options.engine);
  if (missing !== undefined) context.stderr.write(printable(`! ${name}: ${missing}\n`));
  const report = judgeCanary(outputs);
  if (!report)
    throw new CliError(
      "NO_CANARY",
      `${name} has no canary: set \`workload.canary\` in its stack file, or give \`stackmark load\` the option \`--canary\` (docs/canary.md).`,
    );
  if (options.json) context.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const { canaryText } = await import("../../results/report/index.ts");
    context.stdout.write(canaryText(report, { ...terminalOf(context), all: options.all }));
  }
  const codes: ExitCode[] = [];
  if (options.abortOn !== undefined && report.comparison?.verdicts.verdict === "worse")
    codes.push(EXIT.worse, ...(await takeOut(context, name, { ...options, limitMs })));
  return exitCodeOf([EXIT.ok, ...codes]);
}
