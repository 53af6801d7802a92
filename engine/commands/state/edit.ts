/** What all commands that edit a state share: its lock, their confirmation, and finding resources by URN. */
import type { Command } from "commander";
import { distance } from "fastest-levenshtein";
import type { ResourceState } from "../../model.ts";
import { CommandError } from "../../errors.ts";
import { parseUrn } from "../../resource/urn.ts";
import type { Io } from "../io.ts";
import { isConfirmed, openStack, withStackOptions, type StackOptions } from "../options.ts";

export interface EditOptions extends StackOptions {
  yes?: boolean;
}

export const withEditOptions = (command: Command): Command =>
  withStackOptions(command).option("-y, --yes", "do not prompt for confirmation");

/** @param edit returns the resources as they are to be */
export async function editState(
  options: EditOptions,
  io: Io,
  edit: (resources: readonly ResourceState[]) => ResourceState[],
): Promise<void> {
  refuseUnconfirmed(options, io);
  const workspace = await openStack(options, io);
  await workspace.withLock((store) => store.save({ ...store.snapshot, resources: edit(store.snapshot.resources) }));
}

/** Pulumi prompts on a terminal; elsewhere it edits at once. */
export function refuseUnconfirmed(options: EditOptions, io: Io): void {
  if (io.stdin?.isTTY && !options.nonInteractive && !isConfirmed(options, io))
    throw new CommandError("VERB_USAGE", "this edits the state directly; confirm it with --yes");
}

const MAX_SUGGESTIONS = 3;

export function notFound(resources: readonly ResourceState[], urn: string): CommandError {
  const scored = [...new Set(resources.map((resource) => resource.urn))]
    .map((known) => ({ known, edits: distance(known.toLowerCase(), urn.toLowerCase()) }))
    .filter(({ edits }) => edits <= Math.max(2, urn.length / 4))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MAX_SUGGESTIONS);
  const close = scored.length > 0 ? `\nDid you mean:${scored.map(({ known }) => `\n  ${known}`).join("")}` : "";
  return new CommandError("VERB_BAD_INPUT", `No such resource "${urn}" exists in the current state${close}\n${HINT}`);
}

const HINT =
  "To list the resource URNs in the stack, run `pulumi stack --show-urns`; to inspect the full state, run `pulumi stack export`.";

/** The only resource with this URN. */
export function resourceAt(resources: readonly ResourceState[], urn: string): ResourceState {
  if (!isUrn(urn)) throw new CommandError("VERB_BAD_INPUT", `"${urn}" is not a valid resource URN\n${HINT}`);
  const [found, ...more] = resources.filter((resource) => resource.urn === urn);
  if (!found) throw notFound(resources, urn);
  if (more.length === 0) return found;
  const ids = [found, ...more].map(({ id }) => `\n  ${id ?? ""}`);
  throw new CommandError(
    "VERB_BAD_INPUT",
    `Resource URN ambiguously referred to multiple resources. Did you mean:${ids.join("")}`,
  );
}

export function isUrn(text: string): boolean {
  try {
    parseUrn(text);
    return true;
  } catch {
    return false;
  }
}

/** @throws CommandError `VERB_USAGE`, because Pulumi prompts only on a terminal */
export const missingArguments = (...names: string[]): CommandError =>
  new CommandError("VERB_USAGE", `missing required argument in non-interactive mode: ${names.join(", ")}`);
