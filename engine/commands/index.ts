/** The embedded engine's command line: commands, flags, messages and exit codes of the Pulumi CLI. */
import { Command, CommanderError } from "commander";
import { addCancel } from "./cancel.ts";
import { addConfig } from "./config/index.ts";
import { EXIT, exitCodeOf } from "./errors.ts";
import { addUnsupported, asGroup, asPulumiMessage } from "./usage.ts";
import { printLine, type Io } from "./io.ts";
import { addOperations } from "./operation/index.ts";
import { withSharedOptions } from "./options.ts";
import { addStack } from "./stack/index.ts";
import { addState } from "./state/index.ts";
import { addVersion } from "./version.ts";

export type { Io } from "./io.ts";
export { initStack } from "./stack/init.ts";

const UNSUPPORTED = {
  about: "prints information about the environment",
  console: "opens the stack in Pulumi Cloud",
  import: "imports existing resources",
  install: "installs the project's packages and plugins",
  login: "logs in to a backend; here set PULUMI_BACKEND_URL=file://<folder>",
  logout: "logs out of a backend",
  logs: "shows the resources' logs",
  new: "creates a project from a template",
  package: "manages packages",
  plugin: "manages plugins",
  policy: "manages policy packs",
  watch: "runs updates whenever files change",
  whoami: "prints the user of the backend",
};

/** Runs one command and returns its exit code. Never throws: errors are printed to stderr. */
export async function pulumiCommand(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = withSharedOptions(new Command("pulumi"));
  asGroup(program, () => Promise.resolve(program.outputHelp())).helpCommand(true);
  program.description("Pulumi's commands, run by the embedded engine").hook("preAction", inheritOptions);
  addOperations(program, io, (code) => (exitCode = code));
  addStack(program, io);
  addConfig(program, io);
  addState(program, io);
  addCancel(program, io);
  addVersion(program, io);
  addUnsupported(program, UNSUPPORTED);
  prepare(program, io);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    printLine(io.stderr, `error: ${error instanceof Error ? error.message : String(error)}`);
    return exitCodeOf(error);
  }
}

/** Options before the name of a command apply to it too, unless it sets them itself: `pulumi -C dir up`. */
function inheritOptions(_: Command, command: Command): void {
  for (let above = command.parent; above; above = above.parent)
    for (const [name, value] of Object.entries(above.opts<Record<string, unknown>>()))
      if (above.getOptionValueSource(name) === "cli" && command.getOptionValueSource(name) !== "cli")
        command.setOptionValueWithSource(name, value, "cli");
}

/** Makes every command parse only its own options, write to the caller's streams, and throw instead of exiting. */
function prepare(command: Command, io: Io): void {
  command
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(asPulumiMessage(text)),
    });
  for (const inner of command.commands) prepare(inner, io);
}
