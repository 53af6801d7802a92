/** `config set`: writes one value into the stack file. */
import type { Command } from "commander";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import { VerbError } from "../errors.ts";
import { readStdin, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { refuseTogether } from "../together.ts";
import { keyOf } from "./key.ts";

interface SetOptions extends StackOptions {
  secret?: boolean;
  plaintext?: boolean;
  path?: boolean;
  type?: string;
  raw?: boolean;
}

export function addConfigSet(parent: Command, io: Io): void {
  withStackOptions(parent.command("set").argument("<key>").argument("[value]"))
    .description("set a value; without one it is read from a pipe")
    .option("--secret", "encrypt the value")
    .option("--plaintext", "store the value as it is, the default")
    .option("--path", "the key leads into a structure: a.b[0]")
    .option("--type <type>", "store the value as a string, bool, int or float")
    .option("--raw", "keep the newline at the end of what is read from stdin")
    .action((key: string, value: string | undefined, options: SetOptions) => setConfig(key, value, options, io));
}

export async function setConfig(text: string, given: string | undefined, options: SetOptions, io: Io): Promise<void> {
  refuseTogether(options, ["secret", "plaintext", "type"]);
  const value = given ?? (await pipedValue(io, options.raw ?? false));
  const workspace = await openStack(options, io);
  await putValue(workspace, text, value, options);
  await workspace.stackFile.save();
}

async function pipedValue(io: Io, raw: boolean): Promise<string> {
  if (io.stdin?.isTTY) throw new VerbError("VERB_USAGE", "config value must be specified in non-interactive mode");
  const text = await readStdin(io);
  return raw ? text : text.replace(/\r?\n$/, "");
}

/** Into the stack file in memory; a secret is encrypted first. */
export async function putValue(
  workspace: Workspace,
  text: string,
  value: string,
  { secret, path: withPath, type }: Pick<SetOptions, "secret" | "path" | "type">,
): Promise<void> {
  const { key, path } = keyOf(text, withPath, workspace.project.name);
  if (secret) {
    await workspace.saveSalt();
    workspace.stackFile.set(key, path, { secure: (await workspace.secrets()).encrypt(value) });
  } else if (type !== undefined) workspace.stackFile.set(key, path, asType(value, type));
  else workspace.stackFile.set(key, path, path.length > 0 ? typed(value) : value);
}

function asType(value: string, type: string): RawValue {
  const forms: Record<string, { form: RegExp; read: (text: string) => RawValue }> = {
    string: { form: /^/, read: String },
    bool: { form: /^(true|false)$/, read: (text) => text === "true" },
    int: { form: /^[+-]?\d+$/, read: Number },
    float: { form: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, read: Number },
  };
  const known = forms[type];
  if (!known) throw new VerbError("VERB_USAGE", `invalid type "${type}"; must be one of string, int, bool, or float`);
  if (!known.form.test(value)) throw new VerbError("VERB_BAD_INPUT", `could not set config: "${value}" is no ${type}`);
  return known.read(value);
}

/** Inside structures Pulumi stores booleans and whole numbers as such; a leading zero makes it a text. */
function typed(value: string): RawValue {
  if (value === "true" || value === "false") return value === "true";
  return /^-?(0|[1-9]\d*)$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
