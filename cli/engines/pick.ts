import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import type { EngineChoice, StackEngine } from "./engine.ts";
import { findPulumi } from "./pulumi.ts";

export const isLocal = (stack: string): boolean => stack.startsWith("local");

/**
 * The engine for a stack. `local*` stacks are always embedded: a machine that is logged in to Pulumi must not find
 * demo stacks in its account. Other stacks take the real CLI where there is one.
 */
export async function pickEngine(context: Context, stack: string, choice: EngineChoice): Promise<StackEngine> {
  if (choice === "pulumi" && isLocal(stack))
    throw new CliError(
      "ENGINE_LOCAL_ONLY_EMBEDDED",
      `The stack \`${stack}\` runs on this machine and always takes the embedded engine. Leave out \`--engine pulumi\`.`,
    );
  const pulumi = isLocal(stack) || choice === "embedded" ? undefined : findPulumi(context);
  if (choice === "pulumi" && !pulumi)
    throw new CliError(
      "PULUMI_MISSING",
      "`--engine pulumi` was asked for, but no `pulumi` is on PATH. Install it (https://www.pulumi.com/docs/install), or leave the option out.",
    );
  if (pulumi) return (await import("./pulumi.ts")).pulumiEngine(context, pulumi);
  return (await import("./embedded.ts")).embeddedEngine(context);
}
