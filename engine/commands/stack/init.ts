/** `stack init`: creates an empty state, and usually writes the salt of its secrets to the stack file. */
import type { Command } from "commander";
import { Workspace, type WorkspaceOptions } from "../../project/workspace.ts";
import { copyConfig } from "../config/copy.ts";
import { CommandError } from "../../errors.ts";
import { unsupported } from "../errors.ts";
import { printLine, type Io } from "../io.ts";
import {
  namedStack,
  openProject,
  openStack,
  withStackOptions,
  workspaceOptions,
  type StackOptions,
} from "../options.ts";
import { selectStack } from "../selected-stack.ts";
import { withIgnoredFlags, withUnsupportedFlags } from "../usage.ts";

interface InitOptions extends StackOptions {
  select: boolean;
  secretsProvider?: string;
  copyConfigFrom?: string;
}

const UNSUPPORTED = {
  "--teams <name>": "grants a team in Pulumi Cloud access to the stack",
  "--remote-config": "stores the stack's configuration in Pulumi Cloud",
};

export function addStackInit(parent: Command, io: Io): void {
  const command = withStackOptions(parent.command("init").aliases(["new", "create", "setup"]).argument("[name]"));
  withIgnoredFlags(withUnsupportedFlags(command, UNSUPPORTED), ["-y, --yes"])
    .description("create an empty stack")
    .option("--no-select", "do not select the stack")
    .option("--secrets-provider <type>", "only passphrase is supported")
    .option("--copy-config-from <stack>", "copy the configuration of this stack")
    .action((name: string | undefined, options: InitOptions) => init(namedStack(name, options), options, io));
}

async function init(name: string | undefined, options: InitOptions, io: Io): Promise<void> {
  refuseOtherSecrets(options.secretsProvider);
  if (!name) throw new CommandError("VERB_USAGE", "missing stack name");
  const workspace = await initStack(await workspaceOptions(options, io, name));
  reportCreated(workspace, io);
  if (options.select) await selectStack(await openProject(options, io), workspace.name);
  if (options.copyConfigFrom !== undefined)
    await copyConfig(await openStack(options, io, options.copyConfigFrom), workspace);
}

/** @throws CommandError `VERB_UNSUPPORTED` */
export function refuseOtherSecrets(provider = "default"): void {
  if (!["default", "passphrase"].includes(provider))
    throw unsupported(`--secrets-provider ${provider}`, "encrypts the stack's secrets with that service");
}

/** @throws StateError `STATE_STACK_EXISTS` */
export async function initStack(options: WorkspaceOptions): Promise<Workspace> {
  const workspace = await Workspace.open(options);
  await workspace.state.create(await workspace.secrets());
  if (!workspace.leavesStackFile) await workspace.saveSalt();
  return workspace;
}

export const reportCreated = ({ name }: Workspace, io: Io): void =>
  printLine(io.stdout, `Created stack '${name.stack}'`);
