/** What is wrong with a command line, in the words of the Pulumi CLI. */
import type { Command } from "commander";
import { distance } from "fastest-levenshtein";

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
export function inPulumisWords(text: string): string {
  const [form, words] = WORDS.find(([pattern]) => pattern.test(text)) ?? [];
  return form && words !== undefined ? `${text.replace(form, words).trimEnd()}\n` : text;
}
