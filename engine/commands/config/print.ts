/** `config`, `config ls` and `config get`: print values. */
import type { Command } from "commander";
import { configValue, withProjectValues } from "../../project/config.ts";
import { table } from "../format.ts";
import { type Io, printJson, printLine } from "../io.ts";
import { openStack, type StackOptions, withStackOptions } from "../options.ts";
import { crypterFor, keyOf, notFound, shownConfig, valueAt } from "./values.ts";

interface LsOptions extends StackOptions {
  json?: boolean;
  showSecrets?: boolean;
}

export const withLsOptions = (command: Command): Command =>
  withStackOptions(command)
    .option("-j, --json", "print JSON")
    .option("--show-secrets", "show secrets in plain text")
    .option("--open [bool]", "accepted, without effect: there are no environments");

export async function listConfig(options: LsOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const config = withProjectValues(workspace.stackFile.config, workspace.project);
  const values = await shownConfig(config, workspace, options.showSecrets ?? false);
  if (options.json) return printJson(io, Object.fromEntries(values));
  const prefix = `${workspace.project.name}:`;
  const rows = values.map(([key, { value }]) => [
    key.startsWith(prefix) ? key.slice(prefix.length) : key,
    value ?? "[secret]",
  ]);
  for (const line of table(["KEY", "VALUE"], rows)) printLine(io.stdout, line);
}

interface GetOptions extends StackOptions {
  json?: boolean;
  path?: boolean;
}

export function addConfigGet(parent: Command, io: Io): void {
  withStackOptions(parent.command("get").argument("<key>"))
    .description("print a value")
    .option("-j, --json", "print JSON, which tells whether the value is secret")
    .option("--path", "the key is a path into a list or map: a.b[0]")
    .option("--open [bool]", "accepted, without effect: there are no environments")
    .action((key: string, options: GetOptions) => get(key, options, io));
}

async function get(text: string, options: GetOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const { project, stackFile } = workspace;
  const raw = valueAt(withProjectValues(stackFile.config, project), keyOf(text, options.path, project.name));
  if (raw === undefined) throw notFound(text, workspace);
  const value = configValue(raw, await crypterFor(workspace, [raw]));
  if (options.json) printJson(io, value);
  else printLine(io.stdout, value.value);
}
