/** `state delete`: removes resources from the state, and leaves what they stand for. */
import type { Command } from "commander";
import type { ResourceState } from "../../model.ts";
import { CommandError } from "../../errors.ts";
import { parseUrn } from "../../resource/urn.ts";
import { deleteResources, type Deleted } from "../../state/edits/delete.ts";
import { printLine, type Io } from "../io.ts";
import { editState, missingArguments, resourceAt, withEditOptions, type EditOptions } from "./edit.ts";

interface DeleteOptions extends EditOptions {
  all?: boolean;
  force?: boolean;
  targetDependents?: boolean;
}

export function addStateDelete(parent: Command, io: Io): void {
  withEditOptions(parent.command("remove").aliases(["rm", "delete"]).argument("[urn...]"))
    .description("remove resources from the state without deleting them")
    .option("--all", "remove all resources")
    .option("--force", "remove protected resources too")
    .option("--target-dependents", "remove dependents of the resources too")
    .action((urns: string[], options: DeleteOptions) => remove(urns, options, io));
}

async function remove(urns: string[], options: DeleteOptions, io: Io): Promise<void> {
  const { all = false, force = false, targetDependents: withDependents = false } = options;
  if (all && urns.length > 0)
    throw new CommandError("VERB_USAGE", "cannot specify a resource URN when deleting all resources");
  if (!all && urns.length === 0) throw missingArguments("resource URN");
  let count = 0;
  await editState(options, io, (resources) => {
    const targets = new Set(all ? resources : urns.map((urn) => resourceAt(resources, urn)));
    count = targets.size;
    const { problem, forced, resources: left } = deleteResources(resources, targets, { force, withDependents });
    for (const { urn } of forced)
      printLine(io.stderr, `warning: deleting protected resource ${urn} due to presence of --force`);
    if (problem) throw refusal(problem);
    return left;
  });
  printLine(io.stdout, all ? "Resources deleted" : count === 1 ? "Resource deleted" : `${count} resources deleted`);
}

function refusal(problem: NonNullable<Deleted["problem"]>): CommandError {
  const { urn } = problem.resource;
  if (problem.kind === "protected")
    return new CommandError(
      "VERB_BAD_INPUT",
      `${urn} can't be safely deleted because it is protected. Re-run this command with --force to force deletion`,
    );
  const listed = problem.by.map(({ urn }: ResourceState) => ` * "${parseUrn(urn).name}" (${urn})\n`).join("");
  return new CommandError(
    "VERB_BAD_INPUT",
    `${urn} can't be safely deleted because the following resources depend on it:\n${listed}\nDelete those resources first or pass --target-dependents.`,
  );
}
