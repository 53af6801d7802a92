/** Commands of the Pulumi CLI that the embedded engine lacks: known by name, so that the error can say what is missing. */
import type { Command } from "commander";
import { unsupported } from "./errors.ts";

/** @param commands name -> what the Pulumi CLI does, as the rest of a sentence that begins with "it". */
export function addUnsupported(parent: Command, commands: Readonly<Record<string, string>>): void {
  for (const [name, effect] of Object.entries(commands)) {
    parent
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        throw unsupported([...ancestors(parent), name].join(" "), effect);
      });
  }
}

function ancestors(command: Command): string[] {
  return command.parent ? [...ancestors(command.parent), command.name()] : [command.name()];
}
