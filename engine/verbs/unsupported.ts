/** Commands of the Pulumi CLI that the embedded engine lacks: known by name, so that the error can say what is missing. */
import { Option, type Command } from "commander";
import { unsupported } from "./errors.ts";
import { pathOf } from "./usage.ts";

/** @param commands name -> what the Pulumi CLI does, as the rest of a sentence that begins with "it". */
export function addUnsupported(parent: Command, commands: Readonly<Record<string, string>>): void {
  for (const [name, effect] of Object.entries(commands)) {
    parent
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        throw unsupported(`${pathOf(parent)} ${name}`, effect);
      });
  }
}

/** Flags of the Pulumi CLI that the embedded engine lacks. @param flags in commander's notation -> what the Pulumi CLI does. */
export function withUnsupportedFlags(command: Command, flags: Readonly<Record<string, string>>): Command {
  for (const [flag, effect] of Object.entries(flags)) {
    const option = new Option(flag).hideHelp();
    command.addOption(option).on(`option:${option.name()}`, () => {
      throw unsupported(`${pathOf(command)} --${option.name()}`, effect);
    });
  }
  return command;
}

/** Flags that only change what the Pulumi CLI shows, or how it starts. */
export function withIgnoredFlags(command: Command, flags: readonly string[]): Command {
  for (const flag of flags) command.addOption(new Option(flag, "accepted, without effect").hideHelp());
  return command;
}
