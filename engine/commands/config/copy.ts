/** `config cp`: copies one value, or all, to another stack's file. Secrets are re-encrypted. */
import type { Command } from "commander";
import { isSecure } from "../../project/config.ts";
import type { RawValue } from "../../project/stack-file.ts";
import type { Workspace } from "../../project/workspace.ts";
import { CommandError } from "../../errors.ts";
import type { Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { crypterFor, keyOf, notFound, valueAt } from "./values.ts";

interface CopyOptions extends StackOptions {
  dest?: string;
  path?: boolean;
}

export function addConfigCopy(parent: Command, io: Io): void {
  withStackOptions(parent.command("cp").alias("copy").argument("[key]"))
    .description("copy a value, or all values, to another stack")
    .option("--path", "the key is a path into a list or map: a.b[0]")
    .option("-d, --dest <stack>", "the stack to copy to")
    .action((key: string | undefined, options: CopyOptions) => copy(key, options, io));
}

async function copy(text: string | undefined, { dest, ...options }: CopyOptions, io: Io): Promise<void> {
  const from = await openStack(options, io);
  // `--config-file` names the file to copy from.
  const { configFile: _, ...elsewhere } = options;
  const to = await openStack(elsewhere, io, dest);
  if (to.stackFile.path === from.stackFile.path)
    throw new CommandError("VERB_USAGE", "current stack and destination stack are the same");
  if (text === undefined) return copyConfig(from, to);
  const { key, path } = keyOf(text, options.path, from.project.name);
  const value = valueAt(from.stackFile.config, { key, path });
  if (value === undefined) throw notFound(text, from);
  to.stackFile.set(key, path, await encryptedFor(to, from, value));
  await to.stackFile.save();
}

/** Copies all values. */
export async function copyConfig(from: Workspace, to: Workspace): Promise<void> {
  const { config } = from.stackFile;
  if (config.size === 0) return;
  for (const [key, value] of config) to.stackFile.set(key, [], await encryptedFor(to, from, value));
  await to.stackFile.save();
}

async function encryptedFor(to: Workspace, from: Workspace, value: RawValue): Promise<RawValue> {
  const reader = await crypterFor(from, [value]);
  const writer = await crypterFor(to, [value]);
  await to.saveSalt();
  const reencrypted = (raw: RawValue): RawValue => {
    if (typeof raw !== "object" || raw === null) return raw;
    if (isSecure(raw)) return { secure: writer.encrypt(reader.decrypt(raw.secure)) };
    if (Array.isArray(raw)) return raw.map(reencrypted);
    return Object.fromEntries(Object.entries(raw).map(([key, inner]) => [key, reencrypted(inner)]));
  };
  return reencrypted(value);
}
