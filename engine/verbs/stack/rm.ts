/** `stack rm`: removes a stack's state, history and stack file, but only when it holds no resources. */
import type { Command } from "commander";
import { rm as removeFile } from "node:fs/promises";
import { VerbError } from "../errors.ts";
import { printLine, type Io } from "../io.ts";
import { openStack, withStackOptions, type StackOptions } from "../options.ts";

export interface RmOptions extends StackOptions {
  yes?: boolean;
  force?: boolean;
  preserveConfig?: boolean;
}

export function addStackRm(parent: Command, io: Io): void {
  withStackOptions(parent.command("rm").argument("[name]"))
    .description("remove a stack that has no resources")
    .option("-y, --yes", "do not ask")
    .option("-f, --force", "also with resources, which are then forgotten")
    .option("--preserve-config", "keep the stack file")
    .action((name: string | undefined, options: RmOptions) => removeStack(name, options, io));
}

/** @throws VerbError `STATE_STACK_NOT_EMPTY`, or `usage` without consent */
export async function removeStack(name: string | undefined, options: RmOptions, io: Io): Promise<void> {
  if (!options.yes) throw new VerbError("VERB_USAGE", "non-interactive mode requires --yes flag");
  const { state, stackFile } = await openStack(options, io, name);
  const { stack } = state.name;
  const { deployment } = await state.readFile();
  if (!options.force && (deployment.resources?.length ?? 0) > 0)
    throw new VerbError(
      "STATE_STACK_NOT_EMPTY",
      `'${stack}' still has resources; removal rejected. Possible actions:
- Make sure that '${stack}' is the stack that you want to destroy
- Run \`pulumi destroy\` to delete the resources, then run \`pulumi stack rm\`
- Run \`pulumi stack rm --force\` to override this error`,
    );
  await state.remove();
  if (!options.preserveConfig) await removeFile(stackFile.path, { force: true });
  printLine(io.stdout, `Stack '${stack}' has been removed!`);
}
