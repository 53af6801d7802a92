/** `stack rename`: renames the state, history and stack file of a stack, and the URNs of its resources. */
import { rename as renameFile } from "node:fs/promises";
import type { Command } from "commander";
import { Workspace } from "../../project/workspace.ts";
import { qualifiedName } from "../../state/layout.ts";
import { renameUrns } from "../../state/rename-urns.ts";
import { CommandError } from "../../errors.ts";
import { printLine, type Io } from "../io.ts";
import { openProject, openStack, withStackOptions, workspaceOptions, type StackOptions } from "../options.ts";
import { selectStack } from "../selected-stack.ts";

export function addStackRename(parent: Command, io: Io): void {
  withStackOptions(parent.command("rename").argument("<new-name>"))
    .description("rename the stack and the URNs of its resources")
    .action((name: string, options: StackOptions) => renameStack(name, options, io));
}

async function renameStack(name: string, options: StackOptions, io: Io): Promise<void> {
  const old = await openStack(options, io);
  const renamed = await Workspace.open(await workspaceOptions({ ...options, stack: name }, io));
  if (await renamed.state.exists())
    throw new CommandError("STATE_STACK_EXISTS", `a stack named ${qualifiedName(renamed.name)} already exists`);
  await old.withLock(async (store) => {
    await renamed.state.takeOver(old.state, renameUrns(store.snapshot, old.name, renamed.name), await old.secrets());
  });
  await renameFile(old.stackFile.path, renamed.stackFile.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await selectStack(await openProject(options, io), renamed.name);
  printLine(io.stdout, `Renamed ${old.name.stack} to ${renamed.name.stack}`);
}
