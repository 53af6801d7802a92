/** `stack select`: which stack is meant without `--stack`. */
import type { Command } from "commander";
import { VerbError } from "../errors.ts";
import { type Io } from "../io.ts";
import { openStack, withStackOptions, workspaceOptions, type StackOptions } from "../options.ts";
import { selectStack } from "../selected-stack.ts";
import { Workspace } from "../../project/workspace.ts";
import { initStack } from "./init.ts";

interface SelectOptions extends StackOptions {
  create?: boolean;
}

export function addStackSelect(parent: Command, io: Io): void {
  withStackOptions(parent.command("select").argument("[name]"))
    .description("choose the stack that commands mean without --stack")
    .option("-c, --create", "make it when it is not there")
    .action((name: string | undefined, options: SelectOptions) => select(name ?? options.stack, options, io));
}

async function select(name: string | undefined, options: SelectOptions, io: Io): Promise<void> {
  if (!name) throw new VerbError("VERB_USAGE", "missing stack name");
  const wanted = await workspaceOptions(options, io, name);
  const missing = options.create && !(await (await Workspace.open(wanted)).state.exists());
  const workspace = missing ? await initStack(wanted) : await openStack(options, io, name);
  await selectStack(workspace.project, io.env, workspace.name.stack);
}
