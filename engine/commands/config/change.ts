/** `config set`, `set-all`, `rm` and `rm-all`: change values in the stack file. */
import type { Command } from "commander";
import { exact } from "../../../base/yaml/scalar.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import { CommandError } from "../../errors.ts";
import { type Io, readStdin } from "../io.ts";
import { collect, openStack, type StackOptions, withStackOptions } from "../options.ts";
import { refuseMutuallyExclusive } from "../usage.ts";
import { keyOf } from "./values.ts";

interface SetOptions extends StackOptions {
  secret?: boolean;
  plaintext?: boolean;
  path?: boolean;
  type?: string;
  raw?: boolean;
}

export function addConfigSet(parent: Command, io: Io): void {
  withStackOptions(parent.command("set").argument("<key>").argument("[value]"))
    .description("set a value; default: read it from stdin")
    .option("--secret", "encrypt the value")
    .option("--plaintext", "store the value in plain text (default)")
    .option("--path", "the key is a path into a list or map: a.b[0]")
    .option("--type <type>", "store the value as a string, bool, int or float")
    .option("--raw", "keep the newline at the end of stdin")
    .action((key: string, value: string | undefined, options: SetOptions) => setConfig(key, value, options, io));
}

export async function setConfig(text: string, given: string | undefined, options: SetOptions, io: Io): Promise<void> {
  refuseMutuallyExclusive(options, ["secret", "plaintext", "type"]);
  const value = given ?? (await pipedValue(io, options.raw ?? false));
  const workspace = await openStack(options, io);
  await putValue(workspace, text, value, options);
  await workspace.stackFile.save();
}

async function pipedValue(io: Io, raw: boolean): Promise<string> {
  if (io.stdin?.isTTY) throw new CommandError("VERB_USAGE", "config value must be specified in non-interactive mode");
  const text = await readStdin(io);
  return raw ? text : text.replace(/\r?\n$/, "");
}

/** Sets the value in memory only; encrypts a secret first. */
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
    int: { form: /^[+-]?\d+$/, read: (text) => exact(wholeOf(text)) },
    float: { form: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/, read: Number },
  };
  const known = forms[type];
  if (!known)
    throw new CommandError("VERB_USAGE", `invalid type "${type}"; must be one of string, int, bool, or float`);
  if (!known.form.test(value) || (type === "int" && !isInt64(value)))
    throw new CommandError("VERB_BAD_INPUT", `could not set config: "${value}" is not a valid ${type}`);
  return known.read(value);
}

const isInt64 = (text: string): boolean => BigInt.asIntN(64, wholeOf(text)) === wholeOf(text);

const wholeOf = (text: string): bigint => BigInt(text.replace("+", ""));

/**
 * In lists and maps, Pulumi stores booleans and integers as such: those of 64 bits, signed or not. A number with a leading
 * zero stays text.
 */
function typed(value: string): RawValue {
  if (value === "true" || value === "false") return value === "true";
  if (/^0./.test(value) || !/^[+-]?\d+$/.test(value)) return value;
  const whole = wholeOf(value);
  const fits = isInt64(value) || (/^\d/.test(value) && BigInt.asUintN(64, whole) === whole);
  return fits ? exact(whole) : value;
}

interface RmOptions extends StackOptions {
  path?: boolean;
}

export function addConfigRm(parent: Command, io: Io): void {
  withStackOptions(parent.command("rm").aliases(["remove", "delete"]).argument("<key>"))
    .description("remove a value, if it exists")
    .option("--path", "the key is a path into a list or map: a.b[0]")
    .action((key: string, options: RmOptions) => rm(key, options, io));
}

async function rm(text: string, options: RmOptions, io: Io): Promise<void> {
  const { stackFile, project } = await openStack(options, io);
  const { key, path } = keyOf(text, options.path, project.name);
  if (stackFile.remove(key, path)) await stackFile.save();
}

interface AllOptions extends StackOptions {
  path?: boolean;
}

interface SetAllOptions extends AllOptions {
  plaintext?: string[];
  secret?: string[];
}

export function addConfigAll(parent: Command, io: Io): void {
  withStackOptions(parent.command("set-all"))
    .description("set several values")
    .option("--plaintext <key=value>", "store this value in plain text; can be repeated", collect)
    .option("--secret <key=value>", "encrypt this value; can be repeated", collect)
    .option("--path", "the keys are paths into lists or maps: a.b[0]")
    .action((options: SetAllOptions) => setAll(options, io));
  withStackOptions(parent.command("rm-all").aliases(["remove-all", "delete-all"]).argument("<key...>"))
    .description("remove several values")
    .option("--path", "the keys are paths into lists or maps: a.b[0]")
    .action((keys: string[], options: AllOptions) => removeAll(keys, options, io));
}

async function setAll({ plaintext = [], secret = [], ...options }: SetAllOptions, io: Io): Promise<void> {
  const workspace = await openStack(options, io);
  const pairs = [
    ...plaintext.map((pair) => ({ pair, secret: false })),
    ...secret.map((pair) => ({ pair, secret: true })),
  ];
  for (const { pair, secret: isSecret } of pairs) {
    const at = pair.indexOf("=");
    if (at <= 0) throw new CommandError("VERB_USAGE", "config value must be in the form [key]=[value]");
    await putValue(workspace, pair.slice(0, at), pair.slice(at + 1), { secret: isSecret, path: options.path });
  }
  await workspace.stackFile.save();
}

async function removeAll(keys: string[], options: AllOptions, io: Io): Promise<void> {
  const { stackFile, project } = await openStack(options, io);
  for (const text of keys) {
    const { key, path } = keyOf(text, options.path, project.name);
    stackFile.remove(key, path);
  }
  await stackFile.save();
}
