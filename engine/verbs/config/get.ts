/** `config get`: one value, a secret in plain text. */
import type { Command } from "commander";
import type { PathPart } from "../../project/config-key.ts";
import { ProjectError } from "../../project/errors.ts";
import { configValue } from "../../project/program-config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import { printJson, printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { crypterFor } from "./crypter.ts";
import { keyOf } from "./set.ts";

interface GetOptions extends StackOptions {
  json?: boolean;
  path?: boolean;
}

export function addConfigGet(parent: Command, io: Io): void {
  withStackOptions(parent.command("get").argument("<key>"))
    .description("print a value")
    .option("-j, --json", "as JSON, with whether it is secret")
    .option("--path", "the key leads into a structure: a.b[0]")
    .action((key: string, options: GetOptions) => get(key, options, io));
}

async function get(text: string, options: GetOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const { key, path } = keyOf(text, options.path, workspace.project.name);
  const whole = workspace.stackFile.config.get(key);
  const raw = whole === undefined ? undefined : at(whole, path);
  if (raw === undefined)
    throw new ProjectError(
      "CONFIG_NOT_FOUND",
      `configuration key '${text}' not found for stack '${workspace.name.stack}'`,
    );
  const value = configValue(raw, await crypterFor(workspace, [raw]));
  if (options.json) printJson(io, value);
  else printLine(io.stdout, value.value);
}

function at(value: RawValue, path: readonly PathPart[]): RawValue | undefined {
  let inner: RawValue | undefined = value;
  for (const part of path) {
    if (typeof inner !== "object" || inner === null) return undefined;
    inner = (inner as Record<PathPart, RawValue | undefined>)[part];
  }
  return inner;
}
