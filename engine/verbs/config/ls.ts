/** `config`: all values; secrets only when asked for. */
import type { Command } from "commander";
import { configValue, holdsSecret, type ConfigValue } from "../../project/program-config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { table } from "../table.ts";
import { crypterFor } from "./crypter.ts";

interface LsOptions extends StackOptions {
  json?: boolean;
  showSecrets?: boolean;
}

export const withLsOptions = (command: Command): Command =>
  withStackOptions(command).option("-j, --json", "as JSON").option("--show-secrets", "show secrets in plain text");

export async function listConfig(options: LsOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const sorted = [...workspace.stackFile.config].sort(([a], [b]) => (a < b ? -1 : 1));
  const hidden = (raw: RawValue) => !options.showSecrets && holdsSecret(raw);
  const readable = sorted.map(([, raw]) => raw).filter((raw) => !hidden(raw));
  const crypter = await crypterFor(workspace, readable);
  const values = sorted.map(([key, raw]): [string, Shown] => [
    key,
    hidden(raw) ? { secret: true } : ordered(configValue(raw, crypter)),
  ]);
  if (options.json) return printJson(io, Object.fromEntries(values));
  const prefix = `${workspace.project.name}:`;
  const rows = values.map(([key, { value }]) => [
    key.startsWith(prefix) ? key.slice(prefix.length) : key,
    value ?? "[secret]",
  ]);
  for (const line of table(["KEY", "VALUE"], rows)) printLine(io.stdout, line);
}

type Shown = Partial<ConfigValue>;

/** In Pulumi's order of fields. */
const ordered = ({ value, objectValue, secret }: ConfigValue): Shown => ({
  value,
  ...(objectValue === undefined ? {} : { objectValue }),
  secret,
});
