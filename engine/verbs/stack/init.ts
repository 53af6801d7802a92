/** `stack init`: an empty state, and the salt of its secrets in the stack file. */
import type { Command } from "commander";
import { Workspace } from "../../project/workspace.ts";
import { unsupported } from "../errors.ts";
import { printLine, type Io } from "../io.ts";
import { withStackOptions, workspaceOptions, type StackOptions } from "../options.ts";
import { selectStack } from "../selected-stack.ts";
import { VerbError } from "../errors.ts";

interface InitOptions extends StackOptions {
  select: boolean;
  secretsProvider: string;
  copyConfigFrom?: string;
}

export function addStackInit(parent: Command, io: Io): void {
  withStackOptions(parent.command("init").argument("[name]"))
    .description("make an empty stack")
    .option("--no-select", "do not select the stack")
    .option("--secrets-provider <type>", "only passphrase is there", "default")
    .option("--copy-config-from <stack>", "not there")
    .action((name: string | undefined, options: InitOptions) => init(name ?? options.stack, options, io));
}

async function init(name: string | undefined, options: InitOptions, io: Io): Promise<void> {
  if (!name) throw new VerbError("VERB_USAGE", "missing stack name");
  if (!["default", "passphrase"].includes(options.secretsProvider))
    throw unsupported(
      `--secrets-provider ${options.secretsProvider}`,
      "encrypts the stack's secrets with that service",
    );
  if (options.copyConfigFrom) throw unsupported("--copy-config-from", "copies another stack's configuration");
  const workspace = await initStack(await workspaceOptions(options, io, name));
  if (options.select) await selectStack(workspace.project, io.env, workspace.name.stack);
  printLine(io.stdout, `Created stack '${workspace.name.stack}'`);
}

/** @throws StateError `STATE_STACK_EXISTS` */
export async function initStack(options: Parameters<typeof Workspace.open>[0]): Promise<Workspace> {
  const workspace = await Workspace.open(options);
  await workspace.state.create(await workspace.secrets());
  await workspace.saveSalt();
  return workspace;
}
