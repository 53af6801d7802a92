/** `config set`: writes one value into the stack file. */
import type { Command } from "commander";
import { parseKey, parseKeyPath, type ConfigKey } from "../../project/config-key.ts";
import type { RawValue } from "../../project/stack-file.ts";
import { VerbError } from "../errors.ts";
import { readStdin, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";

interface SetOptions extends StackOptions {
  secret?: boolean;
  plaintext?: boolean;
  path?: boolean;
}

export function addConfigSet(parent: Command, io: Io): void {
  withStackOptions(parent.command("set").argument("<key>").argument("[value]"))
    .description("set a value; without one it is read from stdin")
    .option("--secret", "encrypt the value")
    .option("--plaintext", "store the value as it is, the default")
    .option("--path", "the key leads into a structure: a.b[0]")
    .action((key: string, value: string | undefined, options: SetOptions) => setConfig(key, value, options, io));
}

export async function setConfig(text: string, given: string | undefined, options: SetOptions, io: Io): Promise<void> {
  if (options.secret && options.plaintext)
    throw new VerbError("VERB_USAGE", "the --secret and --plaintext flags cannot be used together");
  const value = given ?? (await readStdin(io)).replace(/\r?\n$/, "");
  const workspace = await openStack(options, io);
  const { key, path } = keyOf(text, options.path, workspace.project.name);
  if (options.secret) {
    await workspace.saveSalt();
    workspace.stackFile.set(key, path, { secure: (await workspace.secrets()).encrypt(value) });
  } else workspace.stackFile.set(key, path, path.length > 0 ? typed(value) : value);
  await workspace.stackFile.save();
}

export function keyOf(text: string, withPath: boolean | undefined, project: string): ConfigKey {
  return withPath ? parseKeyPath(text, project) : { key: parseKey(text, project), path: [] };
}

/** Inside structures Pulumi stores booleans and whole numbers as such; a leading zero makes it a text. */
function typed(value: string): RawValue {
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
