import type { Context } from "../context.ts";
import { CliError } from "../errors.ts";
import { isLocal, type EngineChoice, type StackEngine } from "./engine.ts";
import { findPulumi } from "./pulumi.ts";

/**
 * The engine for a stack. `local*` stacks always use the embedded engine, so that demo stacks never appear in the user's
 * Pulumi account. Other stacks use the real CLI if it is installed.
 */
export async function pickEngine(context: Context, stack: string, choice: EngineChoice): Promise<StackEngine> {
  if (choice === "pulumi" && isLocal(stack))
    throw new CliError(
      "ENGINE_LOCAL_ONLY_EMBEDDED",
      `The stack \`${stack}\` runs on this machine and always uses the embedded engine. Omit \`--engine pulumi\`.`,
    );
  const pulumi = isLocal(stack) || choice === "embedded" ? undefined : findPulumi(context);
  if (choice === "pulumi" && !pulumi)
    throw new CliError(
      "PULUMI_MISSING",
      "`--engine pulumi` requires the Pulumi CLI, and no `pulumi` is on PATH. Install it (https://www.pulumi.com/docs/install), or omit the option.",
    );
  if (pulumi) return (await import("./pulumi.ts")).pulumiEngine(context, pulumi);
  return (await import("./embedded.ts")).embeddedEngine(context);
}
