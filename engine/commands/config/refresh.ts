/** `config refresh`: restores the configuration of the last update, and the salt of the state, in the stack file. */
import { rename } from "node:fs/promises";
import type { Command } from "commander";
import { readIfThere } from "../../project/project-file.ts";
import type { RawValue } from "../../project/stack-file.ts";
import { CommandError } from "../../errors.ts";
import { printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";

interface RefreshOptions extends StackOptions {
  force?: boolean;
}

export function addConfigRefresh(parent: Command, io: Io): void {
  withStackOptions(parent.command("refresh"))
    .description("restore the configuration of the last update in the stack file")
    .option("-f, --force", "do not back up the existing file")
    .action((options: RefreshOptions) => refresh(options, io));
}

async function refresh(options: RefreshOptions, io: Io): Promise<void> {
  const { state, stackFile, name } = await openStack(options, io);
  const [latest] = await state.history(0, 1);
  if (!latest) throw new CommandError("VERB_BAD_INPUT", "getting latest configuration: no previous deployment");
  stackFile.replaceConfig(latest.config as Record<string, RawValue>);
  const salt = await state.salt();
  if (salt !== undefined) stackFile.salt = salt;
  const exists = (await readIfThere(stackFile.path)) !== undefined;
  if (!exists || options.force) return stackFile.save();
  const backup = await freeName(`${stackFile.path}.bak`);
  await rename(stackFile.path, backup);
  printLine(io.stdout, `backed up existing configuration file to ${backup}`);
  await stackFile.save();
  printLine(io.stdout, `refreshed configuration for stack '${name.stack}'`);
}

async function freeName(path: string): Promise<string> {
  return (await readIfThere(path)) === undefined ? path : freeName(`${path}.bak`);
}
