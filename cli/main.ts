/** `stackmark`: each command is one file in commands/. */
import { readFileSync } from "node:fs";
import { CommanderError, type Command } from "commander";
import { outliveReaders } from "@stackmark/engine/io";
import { CommandLine } from "./command-line.ts";
import { COMMANDS } from "./commands/index.ts";
import { createContext } from "./context.ts";
import { explain } from "./errors.ts";
import { EXIT } from "./exit.ts";

export async function main(argv: string[], takeOverSignals: () => void): Promise<number> {
  outliveReaders(process.stdout, process.stderr);
  if (argv.includes("--version")) {
    process.stdout.write(`${versionOf()}\n`);
    return EXIT.ok;
  }
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

function versionOf(): string {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

async function createProgram(argv: string[], takeOverSignals: () => void): Promise<CommandLine> {
  const program = new CommandLine("stackmark", takeOverSignals);
  program
    .description("What does a change of topology do to my microservices, and what does it cost?")
    .option(
      "-C, --dir <folder>",
      "folder of Pulumi.yaml and the stack files (default: Stackmark's own); state stays in STACKMARK_HOME",
    )
    .option("--version", "print the version of Stackmark; also behind every command")
    .showHelpAfterError("(run with --help for usage)")
    .exitOverride();
  for (const [name, { usage, description, load }] of Object.entries(COMMANDS)) {
    if (argv.includes(name)) {
      const { command } = await load();
      inheritSettings(command.description(description), program);
      program.addCommand(command);
    } else program.command(`${name} ${usage}`).description(description);
  }
  return program;
}

/** Commander copies settings only to commands that `program.command` creates. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
