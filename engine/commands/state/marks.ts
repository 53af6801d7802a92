/** `state protect`, `unprotect`, `taint` and `untaint`: set or clear a mark of resources. */
import type { Command } from "commander";
import { CommandError } from "../../errors.ts";
import { printLine, type Io } from "../io.ts";
import { editState, missingArguments, notFound, withEditOptions, type EditOptions } from "./edit.ts";

interface MarkOptions extends EditOptions {
  all?: boolean;
}

const MARKS = {
  protect: { field: "protect", value: true, done: "protected", effect: "so that they are not deleted" },
  unprotect: { field: "protect", value: false, done: "unprotected", effect: "so that they may be deleted" },
  taint: { field: "taint", value: true, done: "tainted", effect: "so that the next update replaces them" },
  untaint: { field: "taint", value: false, done: "untainted", effect: "so that the next update keeps them" },
};

export function addStateMarks(parent: Command, io: Io): void {
  for (const [name, { effect }] of Object.entries(MARKS))
    withEditOptions(parent.command(name).argument("[urn...]"))
      .description(`${name} resources, ${effect}`)
      .option("--all", `${name} all resources`)
      .action((urns: string[], options: MarkOptions) => mark(name as keyof typeof MARKS, urns, options, io));
}

async function mark(name: keyof typeof MARKS, urns: string[], options: MarkOptions, io: Io): Promise<void> {
  const { field, value, done } = MARKS[name];
  if (!options.all && urns.length === 0) throw missingArguments("resource URN");
  await editState(options, io, (resources) => {
    const live = resources.filter((resource) => !resource.delete);
    const unknown = options.all ? [] : urns.filter((urn) => !live.some((resource) => resource.urn === urn));
    if (unknown.length > 0)
      throw new CommandError("VERB_BAD_INPUT", unknown.map((urn) => notFound(live, urn).message).join("\n"));
    const chosen = new Set(options.all ? live : live.filter(({ urn }) => urns.includes(urn)));
    return resources.map((resource) => (chosen.has(resource) ? { ...resource, [field]: value } : resource));
  });
  printLine(io.stdout, options.all ? `All resources ${done}` : `${urns.length} resources ${done}`);
}
