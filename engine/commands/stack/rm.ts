/** `stack rm`: removes the state, history, tags and stack file of a stack without resources. */
import type { Command } from "commander";
import { rm as removeFile } from "node:fs/promises";
import type { CheckpointFile } from "../../state/parse.ts";
import { STACK_TYPE } from "../../resource/urn.ts";
import { CommandError } from "../../errors.ts";
import { printLine, type Io } from "../io.ts";
import { isConfirmed, namedStack, openProject, openStack, withStackOptions, type StackOptions } from "../options.ts";
import { unselectStack } from "../selected-stack.ts";

export interface RmOptions extends StackOptions {
  yes?: boolean;
  force?: boolean;
  preserveConfig?: boolean;
  removeBackups?: boolean;
}

export function addStackRm(parent: Command, io: Io): void {
  withStackOptions(parent.command("rm").aliases(["remove", "delete"]).argument("[name]"))
    .description("remove a stack that has no resources")
    .option("-y, --yes", "do not prompt for confirmation")
    .option("-f, --force", "remove the stack even if it has resources; they are not deleted")
    .option("--preserve-config", "keep the stack file")
    .option("--remove-backups", "also remove the backups of its state")
    .action(async (name: string | undefined, options: RmOptions) => {
      const removed = await removeStack(name, options, io);
      printLine(io.stdout, `Stack '${removed}' has been removed!`);
    });
}

/**
 * @returns the stack's name
 * @throws CommandError `STATE_STACK_NOT_EMPTY`, or `VERB_USAGE` if it is not confirmed; StateError `STATE_LOCKED`
 */
export async function removeStack(name: string | undefined, options: RmOptions, io: Io): Promise<string> {
  const { state, stackFile, project, leavesStackFile } = await openStack(options, io, namedStack(name, options));
  if (!isConfirmed(options, io)) throw new CommandError("VERB_USAGE", "non-interactive mode requires --yes flag");
  const refuse = (file: CheckpointFile) => {
    if (!options.force) refuseResources(file, state.name.stack);
  };
  await state.remove({ refuse, withBackups: options.removeBackups ?? false });
  const isOwn = state.name.project === project.name;
  if (!options.preserveConfig && !leavesStackFile && isOwn) await removeFile(stackFile.path, { force: true });
  await unselectStack(await openProject(options, io));
  return state.name.stack;
}

/** The resource of the stack itself does not count. */
function refuseResources({ deployment }: CheckpointFile, stack: string): void {
  const [first, ...more] = deployment.resources ?? [];
  if (!first || (more.length === 0 && first.type === STACK_TYPE)) return;
  throw new CommandError(
    "STATE_STACK_NOT_EMPTY",
    `'${stack}' still has resources; removal rejected. Possible actions:
- Make sure that '${stack}' is the stack that you want to destroy
- Run \`pulumi destroy\` to delete the resources, then run \`pulumi stack rm\`
- Run \`pulumi stack rm --force\` to override this error`,
  );
}
