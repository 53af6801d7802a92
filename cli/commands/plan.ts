import { Command } from "commander";
import { currentPrices } from "../../infra/budget/price-table.ts";
import { run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit.ts";
import { mermaid } from "../plan/mermaid.ts";
import { planText } from "../plan/text.ts";
import { plannedStacks } from "../stacks/plans.ts";

interface PlanOptions {
  json?: true;
  mermaid?: true;
  resources?: true;
}

export const command = new Command("plan")
  .argument("<stack>")
  .option("--json", "print it as JSON")
  .option("--mermaid", "print it as a Mermaid flowchart")
  .option("--resources", "run the program and show the resources that it would register; creates nothing")
  .action(run(plan));

/** @throws {CliError} CONFIG_INVALID */
async function plan(context: Context, stack: string, options: PlanOptions): Promise<number> {
  const { stdout } = context;
  if (options.mermaid && (options.json ?? options.resources))
    throw new CliError("OPTION_INVALID", "--mermaid: cannot be combined with --json or --resources");
  const { plan: planned, unset } = (await plannedStacks(context, [stack], "plan"))[0]!;
  if (options.resources) {
    const { recordStack, resourceTree } = await import("../plan/resources.ts");
    const recording = await recordStack(context, stack, unset);
    stdout.write(options.json ? `${JSON.stringify(recording, null, 2)}\n` : resourceTree(recording, unset));
    return EXIT.ok;
  }
  if (options.json) stdout.write(`${JSON.stringify({ ...planned, unset: unset.map(({ path }) => path) }, null, 2)}\n`);
  else
    stdout.write(
      options.mermaid
        ? mermaid(planned)
        : planText(planned, unset, { table: currentPrices(context.home), nowMs: Date.now() }),
    );
  return EXIT.ok;
}
