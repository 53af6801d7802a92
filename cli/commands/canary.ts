import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { judgeCanary } from "../../results/canary/index.ts";
import { engineOption, run } from "../command-line.ts";
import { terminalOf, type Context } from "../context.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { sourceOf } from "../results/sources.ts";

interface CanaryOptions extends EngineOptions {
  all?: true;
  json?: true;
}

export const command = new Command("canary")
  .argument("<run>", "stack, run or JSON file whose responses told versions apart")
  .addOption(engineOption())
  .option("--all", "show everything: all metrics, primaries and notes")
  .option("--json", "print the split and the comparison as JSON")
  .action(run(canary));

async function canary(context: Context, name: string, options: CanaryOptions): Promise<number> {
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
  return EXIT.ok;
}
