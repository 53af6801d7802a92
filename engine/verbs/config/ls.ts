/** `config`: all values, the project's own too; secrets only when asked for. */
import type { Command } from "commander";
import { withProjectValues } from "../../project/declared-config.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { table } from "../table.ts";
import { shownConfig } from "./shown.ts";

interface LsOptions extends StackOptions {
  json?: boolean;
  showSecrets?: boolean;
}

export const withLsOptions = (command: Command): Command =>
  withStackOptions(command)
    .option("-j, --json", "as JSON")
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
