/** `cancel`: removes the stack's locks. An update that runs goes on, as with Pulumi; it only loses its lock. */
import type { Command } from "commander";
import { VerbError } from "./errors.ts";
import { printLine, type Io } from "./io.ts";
import { openStack, withStackOptions, type StackOptions } from "./options.ts";

interface CancelOptions extends StackOptions {
  yes?: boolean;
}

export function addCancel(program: Command, io: Io): void {
  withStackOptions(program.command("cancel").argument("[name]"))
    .description("remove the locks of a stack")
    .option("-y, --yes", "do not ask")
    .action((name: string | undefined, options: CancelOptions) => cancel(name, options, io));
}

async function cancel(name: string | undefined, options: CancelOptions, io: Io): Promise<void> {
  if (!options.yes) throw new VerbError("VERB_USAGE", "non-interactive mode requires --yes flag");
  const { state } = await openStack(options, io, name);
  await state.cancel();
  printLine(io.stdout, `The currently running update for '${state.name.stack}' has been canceled!`);
}
