/** `state rename`: renames a resource and what refers to it. */
import type { Command } from "commander";
import { CommandError } from "../../errors.ts";
import { renamedResource, urnWithName } from "../../state/edits/rename.ts";
import { printLine, type Io } from "../io.ts";
import { editState, isUrn, missingArguments, notFound, withEditOptions, type EditOptions } from "./edit.ts";

export function addStateRename(parent: Command, io: Io): void {
  withEditOptions(parent.command("rename").argument("[urn]").argument("[new-name]"))
    .description("rename a resource in the state")
    .action((urn: string | undefined, name: string | undefined, options: EditOptions) =>
      rename(urn, name, options, io),
    );
}

async function rename(urn: string | undefined, name: string | undefined, options: EditOptions, io: Io): Promise<void> {
  if (urn === undefined || name === undefined) throw missingArguments("resource URN", "new name");
  if (!isUrn(urn)) throw new CommandError("VERB_BAD_INPUT", "The provided input URN is not valid");
  await editState(options, io, (resources) => {
    const found = resources.filter((resource) => resource.urn === urn);
    if (found.length === 0) throw notFound(resources, urn);
    if (found.length > 1)
      throw new CommandError("VERB_BAD_INPUT", "The input URN ambiguously refers to multiple resources");
    const renamed = urnWithName(urn, name);
    if (renamed !== urn && resources.some((resource) => resource.urn === renamed))
      throw new CommandError(
        "VERB_BAD_INPUT",
        "The chosen new urn for the state corresponds to an already existing resource",
      );
    return renamedResource(resources, urn, renamed);
  });
  printLine(io.stdout, "Resource renamed");
}
