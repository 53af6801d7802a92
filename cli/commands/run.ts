import { Command } from "commander";
import { requestRun } from "../../infra/load/run-id.ts";
import { destroyOnCapOption } from "../budget/caps.ts";
import { deadlineOption, engineOption, run, yesOption } from "../command-line.ts";
import type { Context } from "../context.ts";
import { requireEngine } from "../engines/requirements.ts";
import { junitFileOf, junitOption } from "../results/junit.ts";
import { labelOption, labelsOf } from "../results/labels.ts";
import { plansOf } from "../stacks/plans.ts";
import { up, type UpOptions } from "./up.ts";

export const command = new Command("run")
  .argument("<stack>")
  .addOption(engineOption())
  .addOption(deadlineOption())
  .addOption(labelOption("label of the run, such as ticket=1234"))
  .addOption(junitOption())
  .addOption(destroyOnCapOption())
  .addOption(yesOption())
  .action(run(runAgain));

/** With a new run id, `up` replaces every cell and keeps everything else, so the load runs again on what is up. */
async function runAgain(context: Context, stack: string, options: UpOptions): Promise<number> {
  labelsOf(options);
  junitFileOf(options);
  requireEngine(context, await plansOf(context, [stack], "up"), options.engine);
  await requestRun(stack);
  return up(context, stack, options);
}
