/** `config rm`: removes one value from the stack file. */
import type { Command } from "commander";
import type { Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";
import { keyOf } from "./key.ts";

interface RmOptions extends StackOptions {
  path?: boolean;
}

export function addConfigRm(parent: Command, io: Io): void {
  withStackOptions(parent.command("rm").aliases(["remove", "delete"]).argument("<key>"))
    .description("remove a value; nothing happens when it is not there")
    .option("--path", "the key leads into a structure: a.b[0]")
    .action((key: string, options: RmOptions) => rm(key, options, io));
}

async function rm(text: string, options: RmOptions, io: Io): Promise<void> {
  const { stackFile, project } = await openStack(options, io);
  const { key, path } = keyOf(text, options.path, project.name);
  if (stackFile.remove(key, path)) await stackFile.save();
}
