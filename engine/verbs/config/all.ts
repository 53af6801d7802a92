/** `config set-all`, `config rm-all`: several values at once, and one write. */
import type { Command } from "commander";
import { VerbError } from "../errors.ts";
import type { Io } from "../io.ts";
import { collect, openStack, withStackOptions, type StackOptions } from "../options.ts";
import { keyOf } from "./key.ts";
import { putValue } from "./set.ts";

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
    .option("--plaintext <key=value>", "store this value as it is; can be repeated", collect)
    .option("--secret <key=value>", "encrypt this value; can be repeated", collect)
    .option("--path", "the keys lead into structures: a.b[0]")
    .action((options: SetAllOptions) => setAll(options, io));
  withStackOptions(parent.command("rm-all").aliases(["remove-all", "delete-all"]).argument("<key...>"))
    .description("remove several values")
    .option("--path", "the keys lead into structures: a.b[0]")
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
    if (at <= 0) throw new VerbError("VERB_USAGE", "config value must be in the form [key]=[value]");
    const how = { ...(isSecret ? { secret: true } : {}), ...(options.path ? { path: true } : {}) };
    await putValue(workspace, pair.slice(0, at), pair.slice(at + 1), how);
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
