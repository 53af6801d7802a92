/** `stack select` and `stack unselect`: choose the stack that commands use without `--stack`. */
import type { Command } from "commander";
import { Workspace } from "../../project/workspace.ts";
import { CommandError } from "../../errors.ts";
import { printLine, type Io } from "../io.ts";
import {
  namedStack,
  openProject,
  openStack,
  withSharedOptions,
  withStackOptions,
  workspaceOptions,
  type SharedOptions,
  type StackOptions,
} from "../options.ts";
import { selectStack, unselectStack } from "../selected-stack.ts";
import { initStack, refuseOtherSecrets, reportCreated } from "./init.ts";

interface SelectOptions extends StackOptions {
  create?: boolean;
  secretsProvider?: string;
}

export function addStackSelect(parent: Command, io: Io): void {
  withStackOptions(parent.command("select").argument("[name]"))
    .description("select the stack that commands use without --stack")
    .option("-c, --create", "create the stack if it does not exist")
    .option("--secrets-provider <type>", "with --create; only passphrase is supported")
    .action((name: string | undefined, options: SelectOptions) => select(namedStack(name, options), options, io));
  withSharedOptions(parent.command("unselect"))
    .description("clear the selection")
    .action((options: SharedOptions) => unselect(options, io));
}

async function select(name: string | undefined, options: SelectOptions, io: Io): Promise<void> {
  if (!name) throw new CommandError("VERB_NO_STACK_NAMED", "no stack selected; specify a stack name with --stack");
  refuseOtherSecrets(options.secretsProvider);
  const wanted = await workspaceOptions(options, io, name);
  const missing = options.create && !(await (await Workspace.open(wanted)).state.exists());
  const workspace = missing ? await initStack(wanted) : await openStack(options, io, name);
  if (missing) reportCreated(workspace, io);
  await selectStack(await openProject(options, io), workspace.name);
}

async function unselect(options: SharedOptions, io: Io): Promise<void> {
  if (await unselectStack(await openProject(options, io))) printLine(io.stderr, "Stack was unselected");
}
