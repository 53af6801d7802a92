import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { mermaid } from "../plan/mermaid.ts";
import { planText } from "../plan/text.ts";
import { plannedStacks, plansOf } from "../validate.ts";

export interface PlanOptions {
  json?: true;
  mermaid?: true;
  resources?: true;
}

/** @throws {CliError} CONFIG_INVALID; with `resources` also for what only the user knows and has not said */
export async function plan(context: Context, stack: string, options: PlanOptions): Promise<number> {
  const { stdout } = context;
  if (options.resources) {
    await plansOf(context, [stack], "up");
    const { recordStack, resourceTree } = await import("../plan/resources.ts");
    const recording = await recordStack(context.root, stack, context.env);
    stdout.write(options.json ? `${JSON.stringify(recording, null, 2)}\n` : resourceTree(recording));
    return EXIT.ok;
  }
  const { plan: found, unset } = (await plannedStacks(context, [stack]))[0]!;
  if (options.json) stdout.write(`${JSON.stringify({ ...found, unset: unset.map(({ path }) => path) }, null, 2)}\n`);
  else stdout.write(options.mermaid ? mermaid(found) : planText(found, unset));
  return EXIT.ok;
}
