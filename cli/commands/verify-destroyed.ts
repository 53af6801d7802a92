import { Command } from "commander";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { printVerified } from "../destroy/verify.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { exitCodeOf, type ExitCode } from "../exit.ts";
import { knownStacks, requireStacks } from "../stacks/names.ts";

export const command = new Command("verify-destroyed")
  .argument("[stack]")
  .addOption(engineOption())
  .action(run(verify));

async function verify(context: Context, stack: string | undefined, { engine }: EngineOptions): Promise<number> {
  if (stack !== undefined) requireStacks(context.root, [stack]);
  const codes: ExitCode[] = [];
  for (const name of stack === undefined ? knownStacks(context.root) : [stack])
    codes.push(await printVerified(context, name, engine));
  return exitCodeOf(codes);
}
