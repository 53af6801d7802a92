/** The base of all commands: the program that they belong to, and the options that several of them share. */
import { Command, Option } from "commander";
import { parseDurationMs } from "../base/duration.ts";
import { createContext, type Context, type Output } from "./context.ts";
import { CliError } from "./errors.ts";
import { EXIT } from "./exit.ts";

/** The whole program. A command that ran leaves its exit code here. */
export class CommandLine extends Command {
  readonly #takeOverSignals: () => void;
  readonly #stdout: Output;
  exitCode: number = EXIT.ok;

  constructor(name: string, takeOverSignals: () => void, stdout: Output) {
    super(name);
    this.#takeOverSignals = takeOverSignals;
    this.#stdout = stdout;
  }

  get context(): Context {
    return createContext(this.#takeOverSignals, this.#stdout, this.opts<{ dir?: string }>().dir);
  }
}

/** A commander action from a function that takes the context, arguments and options, and returns the exit code. */
export function run<A extends unknown[]>(command: (context: Context, ...args: A) => Promise<number> | number) {
  return async function (this: Command, ...args: A): Promise<void> {
    const program = programOf(this);
    program.exitCode = await command(program.context, ...args);
  };
}

function programOf(command: Command): CommandLine {
  if (command instanceof CommandLine) return command;
  if (command.parent === null) throw new Error(`\`${command.name()}\` belongs to no program`);
  return programOf(command.parent);
}

export const engineOption = (): Option =>
  new Option("--engine <engine>", "engine that runs the program; `local*` stacks always use the embedded engine")
    .choices(["auto", "pulumi", "embedded"])
    .default("auto");

/** For scripts that were written for Pulumi, whose commands prompt without it. */
export const yesOption = (): Option =>
  new Option("-y, --yes", "has no effect: this command never asks; accepted because `pulumi` has it");

export const deadlineOption = (): Option =>
  new Option("--deadline <duration>", "end everything after this time, keeping results (exit code 3)").default("4h");

/**
 * Milliseconds of a `--deadline`. A bare number means seconds.
 * @throws {CliError} USAGE_DURATION
 */
export function deadlineMs(text: string): number {
  const ms = parseDurationMs(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (ms !== undefined) return ms;
  throw new CliError(
    "USAGE_DURATION",
    `Expected \`--deadline\` to be a duration such as 90s, 3m or 1h30m, got \`${text}\`.`,
  );
}
