/** `stack output`: prints the outputs of the last successful update. */
import type { Command } from "commander";
import { stackOutputs } from "../../resource/state.ts";
import { own, type Properties, type Value } from "../../values.ts";
import { CommandError } from "../../errors.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { plainValue, table } from "../format.ts";

interface OutputOptions extends StackOptions {
  json?: boolean;
  shell?: boolean;
  showSecrets?: boolean;
}

export function addStackOutput(parent: Command, io: Io): void {
  withStackOptions(parent.command("output").argument("[name]"))
    .description("show all outputs of the stack, or one")
    .option("-j, --json", "print JSON")
    .option("--shell", "print a shell script that sets variables")
    .option("--show-secrets", "show secrets in plain text")
    .action((name: string | undefined, options: OutputOptions) => output(name, options, io));
}

async function output(name: string | undefined, options: OutputOptions, io: Io): Promise<void> {
  if (options.shell && options.json) throw new CommandError("VERB_USAGE", "only one of --json and --shell may be set");
  const workspace = await openStack(options, io);
  const outputs = stackOutputs(await workspace.read());
  const shown = plainValue(outputs, options.showSecrets ?? false) as Properties;
  if (name !== undefined) {
    const value = own(shown, name);
    if (value === undefined)
      throw new CommandError("VERB_OUTPUT_NOT_FOUND", `current stack does not have output property '${name}'`);
    if (options.json) return printJson(io, value);
    return printLine(io.stdout, options.shell ? assignment(name, value) : asText(value));
  }
  if (options.json) return printJson(io, shown);
  if (options.shell)
    return Object.entries(shown).forEach(([key, value]) => printLine(io.stdout, assignment(key, value)));
  printOutputs(outputs, options.showSecrets ?? false, io);
}

export function printOutputs(outputs: Properties, showSecrets: boolean, io: Io): void {
  const shown = plainValue(outputs, showSecrets) as Properties;
  const rows = Object.entries(shown).map(([key, value]) => [key, asText(value)]);
  printLine(io.stdout, `Current stack outputs (${rows.length}):`);
  if (rows.length === 0) return printLine(io.stdout, "    No output values currently in this stack");
  for (const line of table(["OUTPUT", "VALUE"], rows, "    ")) printLine(io.stdout, line);
}

const assignment = (name: string, value: Value): string => `${name}=${shellQuoted(asText(value))}`;

const shellQuoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const asText = (value: Value): string => (typeof value === "string" ? value : JSON.stringify(value));
