/** Reads one resource from its provider, and compares what was found with what the program last asked for. */
import { ProviderFailure } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type { Provider, ReadAnswer } from "../protocol/provider.ts";
import { equal } from "../steps/compare.ts";
import { difference } from "../steps/difference.ts";
import { compact, inputsOf, outputsOf } from "../steps/state.ts";
import { isProviderType, parseUrn } from "../steps/urn.ts";
import type { Applied, ApplyContext } from "./apply.ts";
import { answer } from "./ask.ts";

export async function refreshResource(old: ResourceState, { providers, now }: ApplyContext): Promise<Applied> {
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return { result: old, found: "same" };
  const { id, outputs, inputs, initErrors } = await read(old, await providers.get(old.provider as string));
  if (id === "") return { found: "delete" };
  const changed = !equal(inputs, inputsOf(old)) || !equal(outputs, outputsOf(old));
  const modified = changed ? now().toISOString() : old.modified;
  const result = compact({ ...old, id, inputs, outputs, initErrors, modified });
  if (old.external) return { result, found: equal(outputs, outputsOf(old)) ? "same" : "update" };
  const compared = {
    urn: old.urn,
    provider: old.provider as string,
    old: result,
    newInputs: inputsOf(old),
    ignored: old.ignoreChanges ?? [],
    replaceOnChanges: [],
    unknowns: false,
  };
  const { changed: differs } = await answer(difference(compared), providers);
  return { result, found: differs ? "update" : "same" };
}

/** A resource that is there but not well is a finding, not a failure. */
async function read(old: ResourceState, provider: Provider): Promise<Required<ReadAnswer> & { initErrors: string[] }> {
  const call = { urn: old.urn, type: old.type, name: parseUrn(old.urn).name, id: old.id as string };
  try {
    const found = await provider.read({ ...call, inputs: inputsOf(old), outputs: outputsOf(old) });
    return { inputs: inputsOf(old), initErrors: [], ...found };
  } catch (error) {
    if (!(error instanceof ProviderFailure) || !error.partial) throw error;
    const { id, outputs, inputs, reasons } = error.partial;
    return { id, outputs, inputs: inputs ?? inputsOf(old), initErrors: reasons };
  }
}
