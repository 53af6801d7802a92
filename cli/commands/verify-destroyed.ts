import { Command } from "commander";
import { printable } from "../../base/printable.ts";
import { engineOption, run } from "../command-line.ts";
import type { Context } from "../context.ts";
import { keyReader } from "../destroy/machines.ts";
import { stateReader, verifyDestroyed } from "../destroy/verify.ts";
import type { EngineOptions } from "../engines/engine.ts";
import { EXIT, exitCodeOf, type ExitCode } from "../exit.ts";
import { knownStacks, requireStacks } from "../stacks/names.ts";

export const command = new Command("verify-destroyed")
  .argument("[stack]")
  .addOption(engineOption())
  .action(run(verify));

async function verify(context: Context, stack: string | undefined, { engine }: EngineOptions): Promise<number> {
  if (stack !== undefined) requireStacks(context.root, [stack]);
  const codes: ExitCode[] = [];
  for (const name of stack === undefined ? knownStacks(context.root) : [stack]) {
    const readers = [keyReader(context, name, engine), stateReader(context, name, engine)] as const;
    const { lines, code } = await verifyDestroyed(context, name, ...readers);
    context.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
    codes.push(code);
  }
  return codes.includes(EXIT.leftover) ? EXIT.leftover : exitCodeOf(codes);
}
