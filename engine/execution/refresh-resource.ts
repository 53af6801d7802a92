/** Reads one resource from its provider, and compares what was found with what the program last asked for. */
import type { ResourceState } from "../model.ts";
import { equal } from "../steps/compare.ts";
import { difference } from "../steps/difference.ts";
import type { DetailedDiff, DiffKind } from "../steps/question.ts";
import { compact, inputsOf, outputsOf } from "../steps/state.ts";
import type { Step } from "../steps/step.ts";
import { isProviderType } from "../steps/urn.ts";
import type { Applied, ApplyContext } from "./apply.ts";
import { answer } from "./ask.ts";
import { read } from "./read-resource.ts";
import { Unconfigured } from "./unconfigured.ts";

/** The resource stays what the state says of it, or becomes what the program says of it, with what its provider finds. */
export async function refreshResource(step: Step, { providers, now, preview }: ApplyContext): Promise<Applied> {
  const { old, new: next = old } = step as Step & { old: ResourceState };
  const untouched: Applied = { result: { ...old }, found: "same" };
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return untouched;
  const reference = step.provider as string;
  const provider = await providers.get(reference);
  // In a preview: what is there cannot be known before its provider is.
  if (provider instanceof Unconfigured) return untouched;
  const found = await read(provider, old, old.id as string, inputsOf(old), outputsOf(old));
  const { id, outputs, inputs = inputsOf(old), failure } = found;
  if (id === "" || !outputs) return { found: "delete" };
  // One that is there but not well is a finding, not a failure.
  const initErrors = failure?.partial?.reasons;
  const warning = initErrors && `Refreshed resource is in an unhealthy state:\n* ${initErrors.join("\n* ")}`;
  const warned = warning === undefined ? {} : { warning };
  const changed = !equal(inputs, inputsOf(old)) || !equal(outputs, outputsOf(old));
  const modified = changed ? now().toISOString() : old.modified;
  const result = compact({ ...next, provider: reference, id, inputs, outputs, initErrors, modified });
  if (old.external) return { result, found: equal(outputs, outputsOf(old)) ? "same" : "update", ...warned };
  const compared = {
    urn: old.urn,
    provider: reference,
    old: result,
    newInputs: inputsOf(old),
    ignored: old.ignoreChanges ?? [],
    replaceOnChanges: [],
    unknowns: preview,
  };
  const { changed: differs, diffs, detailed } = await answer(difference(compared), { providers, carryOut: nothing });
  const shown = { ...(diffs.length > 0 ? { diffs } : {}), ...(detailed ? { detailedDiff: inverted(detailed) } : {}) };
  return { result, found: differs ? "update" : "same", difference: shown, ...warned };
}

/** The comparison tells what an update would do; what the refresh does is the reverse. */
const inverted = (detailed: DetailedDiff): DetailedDiff =>
  Object.fromEntries(
    Object.entries(detailed).map(([path, entry]) => [path, { ...entry, diffKind: INVERSE[entry.diffKind] }]),
  );

const INVERSE: Record<DiffKind, DiffKind> = {
  add: "delete",
  delete: "add",
  update: "update",
  "add-replace": "delete-replace",
  "delete-replace": "add-replace",
  "update-replace": "update-replace",
};

const nothing = (): never => {
  throw new Error("a comparison carries nothing out");
};
