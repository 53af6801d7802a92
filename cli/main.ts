/** `stackmark`: each command is one file in commands/. */
import { CommanderError, type Command } from "commander";
import { outliveReaders } from "@stackmark/engine/io";
import { CommandLine } from "./command-line.ts";
import { createContext } from "./context.ts";
import { explain } from "./errors.ts";
import { EXIT } from "./exit.ts";

/** In the order of the help text. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  phases: () => import("./commands/phases.ts"),
  up: () => import("./commands/up.ts"),
  run: () => import("./commands/run.ts"),
  stop: () => import("./commands/stop.ts"),
  preview: () => import("./commands/preview.ts"),
  plan: () => import("./commands/plan.ts"),
  init: () => import("./commands/init.ts"),
  join: () => import("./commands/join.ts"),
  destroy: () => import("./commands/destroy.ts"),
  outputs: () => import("./commands/outputs.ts"),
  diff: () => import("./commands/diff.ts"),
  baseline: () => import("./commands/baseline.ts"),
  report: () => import("./commands/report.ts"),
  results: () => import("./commands/results.ts"),
  serve: () => import("./commands/serve.ts"),
  doctor: () => import("./commands/doctor.ts"),
  load: () => import("./commands/load.ts"),
  pulumi: () => import("./commands/pulumi.ts"),
};

export async function main(argv: string[], takeOverSignals: () => void): Promise<number> {
  outliveReaders(process.stdout, process.stderr);
  try {
    // These two parse their own arguments: options that look like ours mean something else there.
    const context = () => createContext(takeOverSignals);
    if (argv[0] === "pulumi") return await (await import("./commands/pulumi.ts")).pulumi(context(), argv.slice(1));
    if (argv[0] === "load") return await (await import("./commands/load.ts")).load(context(), argv.slice(1));
    const program = await createProgram(argv, takeOverSignals);
    await program.parseAsync(argv, { from: "user" });
    return program.exitCode;
  } catch (error) {
    // Commander has printed its message or the help text.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const { text, exitCode } = explain(error);
    process.stderr.write(text);
    return exitCode;
  }
}

async function createProgram(argv: string[], takeOverSignals: () => void): Promise<CommandLine> {
  const program = new CommandLine("stackmark", takeOverSignals);
  program
    .description("What does a change of topology do to my microservices, and what does it cost?")
    .option(
      "-C, --dir <folder>",
      "folder of Pulumi.yaml and the stack files (default: Stackmark's own); state stays in STACKMARK_HOME",
    )
    .showHelpAfterError("(run with --help for usage)")
    .exitOverride();
  // Loading every command takes a second, so only those that the arguments can mean are loaded.
  const named = argv.filter((word) => Object.hasOwn(COMMANDS, word));
  for (const name of named.length > 0 ? new Set(named) : Object.keys(COMMANDS)) {
    const { command } = await COMMANDS[name]!();
    inheritSettings(command, program);
    program.addCommand(command);
  }
  return program;
}

/** Commands are made apart from their program, and commander copies settings only to those that it makes. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
