import type { Context } from "../context.ts";
import { EXIT } from "../exit.ts";
import { mermaid } from "../plan/mermaid.ts";
import { planText } from "../plan/text.ts";
import { plannedStacks } from "../validate.ts";

export interface PlanOptions {
  json?: true;
  mermaid?: true;
  resources?: true;
}

/** @throws {CliError} CONFIG_INVALID */
export async function plan(context: Context, stack: string, options: PlanOptions): Promise<number> {
  const { stdout } = context;
  const { plan: found, unset } = (await plannedStacks(context, [stack]))[0]!;
  if (options.resources) {
    const { recordStack, resourceTree } = await import("../plan/resources.ts");
    const recording = await recordStack(context, stack, unset);
    stdout.write(options.json ? `${JSON.stringify(recording, null, 2)}\n` : resourceTree(recording, unset));
    return EXIT.ok;
  }
  if (options.json) stdout.write(`${JSON.stringify({ ...found, unset: unset.map(({ path }) => path) }, null, 2)}\n`);
  else stdout.write(options.mermaid ? mermaid(found) : planText(found, unset));
  return EXIT.ok;
}
