/** `cancel`: removes the locks of a stack. As with Pulumi, a running update continues without its lock. */
import type { Command } from "commander";
import { printLine, type Io } from "./io.ts";
import { namedStack, openStack, withStackOptions, type StackOptions } from "./options.ts";

export function addCancel(program: Command, io: Io): void {
  withStackOptions(program.command("cancel").argument("[name]"))
    .description("remove the locks of a stack")
    .option("-y, --yes", "accepted, without effect: this engine never prompts")
    .action((name: string | undefined, options: StackOptions) => cancel(name, options, io));
}

async function cancel(name: string | undefined, options: StackOptions, io: Io): Promise<void> {
  const { state } = await openStack(options, io, namedStack(name, options));
  await state.cancel();
  printLine(io.stdout, `The currently running update for '${state.name.stack}' has been canceled!`);
}
