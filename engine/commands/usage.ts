/** Command lines as the Pulumi CLI has them where commander differs: groups of commands, flags that exclude each other, missing commands and flags, messages. */
import { type Command, Option } from "commander";
import { distance } from "fastest-levenshtein";
import { CommandError } from "../errors.ts";
import { unsupported } from "./errors.ts";

/** A command's name with those above it: `pulumi stack ls`. */
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

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(--[^'=]*)[^']*'.*/s, "error: unknown flag: $1"],
  [/^error: unknown option '-([^'])([^']*)'.*/s, "error: unknown shorthand flag: '$1' in -$1$2"],
  [/^error: option '(?:-\w, )?(--[\w-]+)[^']*' argument missing/, "error: flag needs an argument: $1"],
];

/** @param text as commander says it */
export function asPulumiMessage(text: string): string {
  const [form, words] = WORDS.find(([pattern]) => pattern.test(text)) ?? [];
  return form && words !== undefined ? `${text.replace(form, words).trimEnd()}\n` : text;
}

/** @param alone what the command does without a command below it */
export function asGroup(command: Command, alone: (options: object) => Promise<void>): Command {
  return command.allowExcessArguments().action((options: object, self: Command) => {
    const [unknown] = self.args;
    if (unknown !== undefined) throw new CommandError("VERB_USAGE", unknownCommand(unknown, self));
    return alone(options);
  });
}

/**
 * @param options by names as commander has them
 * @throws CommandError `VERB_USAGE` in the words of the Pulumi CLI
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
