/** Makes commander behave as the Pulumi CLI: groups of commands, mutually exclusive flags, unsupported commands and flags, messages. */
import { type Command, Option } from "commander";
import { distance } from "fastest-levenshtein";
import { CommandError } from "../errors.ts";
import { unsupported } from "./errors.ts";

/** A command's full name: `pulumi stack ls`. */
export const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

const MAX_DISTANCE = 2;

export function unknownCommand(name: string, parent: Command): string {
  const known = parent.createHelp().visibleCommands(parent);
  const close = known.filter((command) => distance(command.name(), name) <= MAX_DISTANCE);
  const suggestions = close.map((command) => `\t${pathOf(command)}\n`).join("");
  return (
    `unknown command "${name}" for "${pathOf(parent)}"` +
    `${suggestions === "" ? "" : `\n\nDid you mean this?\n${suggestions}`}\nRun '${pathOf(parent)} --help' for usage.`
  );
}

const MESSAGES: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(--[^'=]*)[^']*'.*/s, "error: unknown flag: $1"],
  [/^error: unknown option '-([^'])([^']*)'.*/s, "error: unknown shorthand flag: '$1' in -$1$2"],
  [/^error: option '(?:-\w, )?(--[\w-]+)[^']*' argument missing/, "error: flag needs an argument: $1"],
];

/** @param text a message of commander */
export function asPulumiMessage(text: string): string {
  const [pattern, message] = MESSAGES.find(([known]) => known.test(text)) ?? [];
  return pattern && message !== undefined ? `${text.replace(pattern, message).trimEnd()}\n` : text;
}

/** @param alone runs if no subcommand is given */
export function asGroup(command: Command, alone: (options: object) => Promise<void>): Command {
  return command.allowExcessArguments().action((options: object, self: Command) => {
    const [unknown] = self.args;
    if (unknown !== undefined) throw new CommandError("VERB_USAGE", unknownCommand(unknown, self));
    return alone(options);
  });
}

/**
 * @param options by commander's names of options
 * @throws CommandError `VERB_USAGE` with the message of the Pulumi CLI
 */
export function refuseMutuallyExclusive(options: object, names: readonly string[]): void {
  const given = names.filter((name) => (options as Record<string, unknown>)[name] !== undefined);
  if (given.length <= 1) return;
  const flags = (list: readonly string[]) => `[${list.map(asFlag).join(" ")}]`;
  throw new CommandError(
    "VERB_USAGE",
    `if any flags in the group ${flags(names)} are set none of the others can be; ${flags([...given].sort())} were all set`,
  );
}

const asFlag = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** @param commands what the Pulumi CLI does, by name: the rest of a sentence that begins with "it" */
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

/** @param flags what the Pulumi CLI does, by flag in commander's notation: the rest of a sentence that begins with "it" */
export function withUnsupportedFlags(command: Command, flags: Readonly<Record<string, string>>): Command {
  for (const [flag, effect] of Object.entries(flags)) {
    const option = new Option(flag).hideHelp();
    command.addOption(option).on(`option:${option.name()}`, () => {
      throw unsupported(`${pathOf(command)} --${option.name()}`, effect);
    });
  }
  return command;
}

/** For flags that only change what the Pulumi CLI shows, or how it starts. */
export function withIgnoredFlags(command: Command, flags: readonly string[]): Command {
  for (const flag of flags) command.addOption(new Option(flag, "accepted, without effect").hideHelp());
  return command;
}
