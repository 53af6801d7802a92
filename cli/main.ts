/** `stackmark`: each command is one file in commands/. */
import { CommanderError, type Command } from "commander";
import { outliveReaders } from "@stackmark/engine/io";
import { errorJson, errorText, withUsageCode } from "../base/shown-error.ts";
import manifest from "../package.json" with { type: "json" };
import { CommandLine } from "./command-line.ts";
import { COMMANDS, type OwnCommand } from "./commands/index.ts";
import { createContext, Stdout, type Output } from "./context.ts";
import { explain } from "./errors.ts";
import { EXIT } from "./exit.ts";

export async function main(argv: string[], takeOverSignals: () => void): Promise<number> {
  outliveReaders(process.stdout, process.stderr);
  const stdout = new Stdout();
  const own = withOwnOptions(argv);
  try {
    if (own?.isVersion) stdout.write(`${manifest.version}\n`);
    if (own?.isVersion) return EXIT.ok;
    if (own) return await (await own.load())(createContext(takeOverSignals, stdout, own.dir), own.args, own.dir);
    const program = await createProgram(argv, takeOverSignals, stdout);
    await program.parseAsync(argv, { from: "user" });
    return program.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && /\.help|\.version/.test(error.code))
      return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const shown = explain(error);
    // Commander has printed its message itself.
    if (!(error instanceof CommanderError)) process.stderr.write(errorText(shown));
    if (argv.includes("--json") && own?.name !== "pulumi" && !stdout.hasPrinted) stdout.write(errorJson(shown));
    return shown.exitCode;
  }
}

interface OwnInvocation {
  name: string;
  load: () => Promise<OwnCommand>;
  dir?: string;
  args: string[];
  /** Directly after the command: elsewhere, some of Pulumi's commands have an option of this name. */
  isVersion: boolean;
}

/** One of these commands, after `-C`; `help COMMAND` is its `--help`. `undefined` for any other command. */
function withOwnOptions(argv: readonly string[]): OwnInvocation | undefined {
  const [flag = "", value = ""] = argv;
  const [, attached] = /^(?:-C|--dir=)(.+)$/.exec(flag) ?? [];
  const isSeparate = flag === "-C" || flag === "--dir";
  const [first = "", ...rest] = argv.slice(isSeparate ? 2 : attached === undefined ? 0 : 1);
  const [name, args] = first === "help" ? [rest[0] ?? "", ["--help"]] : [first, rest];
  const own = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]!.own : undefined;
  if (!own) return undefined;
  const isVersion = args[0] === "--version" || (name === "load" && args.includes("--version"));
  return { name, load: own, dir: isSeparate ? value : attached, args, isVersion };
}

async function createProgram(argv: string[], takeOverSignals: () => void, stdout: Output): Promise<CommandLine> {
  const program = new CommandLine("stackmark", takeOverSignals, stdout);
  program
    .description("What does a change of topology do to my microservices, and what does it cost?")
    .version(manifest.version, "-v, --version", "print the version")
    .option(
      "-C, --dir <folder>",
      "folder of Pulumi.yaml and the stack files (default: Stackmark's own); state stays in STACKMARK_HOME",
    )
    .showHelpAfterError("(run with --help for usage)")
    .configureOutput({ outputError: (text, write) => write(withUsageCode(text)) })
    .exitOverride();
  for (const [name, { usage, description, load }] of Object.entries(COMMANDS)) {
    if (load && argv.includes(name)) {
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
