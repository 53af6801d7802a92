/** Reads resources that exist: those that the program only looks at, and those that it takes under management. */
import { ProviderFailure } from "../../errors.ts";
import type { ResourceState } from "../../model.ts";
import type { Provider, ReadAnswer, ReadCall } from "../../protocol/provider.ts";
import { equal } from "../../resource/compare.ts";
import { compact, inputsOf, outputsOf } from "../../resource/state.ts";
import { isProviderType, packageOf, parseUrn } from "../../resource/urn.ts";
import { difference } from "../../steps/diff.ts";
import type { DetailedDiff, DiffKind } from "../../steps/provider-requests.ts";
import type { Step } from "../../steps/step.ts";
import { UNKNOWN } from "../../values.ts";
import { answer } from "../resolve-requests.ts";
import { Unconfigured } from "../unconfigured-provider.ts";
import type { Applied, ApplyContext } from "./index.ts";

/** `Resource.get` */
export async function readResource(step: Step, { providers, now }: ApplyContext): Promise<Applied> {
  const { old, new: next } = step as { old?: ResourceState; new: ResourceState };
  const id = next.id as string;
  // An ID that is not known yet can only be read in the real run.
  if (id === UNKNOWN.string) return { result: next };
  const inputs = inputsOf(next);
  const { failure, ...found } = await read(await providers.get(next.provider as string), next, id, inputs, inputs);
  const outputs = existing(found, id);
  const changed = old && !(equal(inputs, inputsOf(old)) && equal(outputs, outputsOf(old)));
  const result = compact({
    ...next,
    id: found.id || id,
    outputs,
    initErrors: failure?.partial?.reasons,
    created: old?.created,
    modified: changed ? now().toISOString() : old?.modified,
  });
  return { result, ...(failure ? { failure } : {}) };
}

/** The `import` option: the resource becomes what the provider has under the ID. */
export async function importResource(step: Step, { providers, now }: ApplyContext): Promise<Applied> {
  const next = step.new as ResourceState;
  const id = next.importID as string;
  const { failure, ...found } = await read(await providers.get(next.provider as string), next, id);
  const outputs = existing(found, id);
  if (!found.inputs) {
    const plugin = packageOf(next.type);
    throw new ProviderFailure(
      `provider does not support importing resources; please try updating the '${plugin}' plugin`,
    );
  }
  const stamp = now().toISOString();
  const { inputs } = found;
  const initErrors = failure?.partial?.reasons;
  return {
    result: compact({ ...next, id: found.id || id, inputs, outputs, initErrors, created: stamp, modified: stamp }),
  };
}

export type Read = ReadAnswer & { failure?: ProviderFailure };

/** A resource that is there but not well is answered with what is wrong. */
export async function read(
  provider: Provider,
  { urn, type }: ResourceState,
  id: string,
  inputs?: ReadCall["inputs"],
  outputs?: ReadCall["outputs"],
): Promise<Read> {
  const known = { ...(inputs ? { inputs } : {}), ...(outputs ? { outputs } : {}) };
  try {
    return await provider.read({ urn, type, name: parseUrn(urn).name, id, ...known });
  } catch (error) {
    if (!(error instanceof ProviderFailure) || !error.partial) throw error;
    const { partial } = error;
    const found = { id: partial.id, outputs: partial.outputs, ...(partial.inputs ? { inputs: partial.inputs } : {}) };
    return { ...found, failure: error };
  }
}

function existing({ outputs }: ReadAnswer, id: string): NonNullable<ReadAnswer["outputs"]> {
  if (!outputs) throw new ProviderFailure(`resource '${id}' does not exist`);
  return outputs;
}

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
