/** Steps that read an existing resource from its provider: `Resource.get`, the `import` option, and a refresh. */
import { ProviderFailure } from "../../errors.ts";
import type { ResourceState } from "../../model.ts";
import type { Provider, ReadCall, ReadResult } from "../../protocol/provider.ts";
import { equal } from "../../resource/compare.ts";
import type { DetailedDiff, DiffKind } from "../../resource/compare.ts";
import { compact, inputsOf, outputsOf } from "../../resource/state.ts";
import { isProviderType, packageOf, parseUrn } from "../../resource/urn.ts";
import { difference, reasonsOf } from "../../steps/diff.ts";
import type {
  ImportReplacementStep,
  ImportStep,
  ReadReplacementStep,
  ReadStep,
  RefreshStep,
} from "../../steps/step.ts";
import { UNKNOWN } from "../../values.ts";
import { resolveRequests } from "../resolve-requests.ts";
import { UnconfiguredProvider } from "../unconfigured-provider.ts";
import type { ApplyContext, StepResult } from "./context.ts";

/** `Resource.get`: reads a resource that the program does not manage. */
export async function readResource(
  { old, new: next }: ReadStep | ReadReplacementStep,
  { providers, now }: ApplyContext,
): Promise<StepResult> {
  const id = next.id as string;
  // In a preview the ID may still be unknown; then only the update can read the resource.
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
  return { result, failure };
}

/** The `import` option: reads an existing resource by its ID, inputs included. */
export async function importResource(
  { new: next }: ImportStep | ImportReplacementStep,
  { providers, now }: ApplyContext,
): Promise<StepResult> {
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

type Found = ReadResult & { failure?: ProviderFailure };

/** Sets `failure`, instead of throwing it, if the resource exists but failed to initialize. */
export async function read(
  provider: Provider,
  { urn, type }: ResourceState,
  id: string,
  inputs?: ReadCall["inputs"],
  outputs?: ReadCall["outputs"],
): Promise<Found> {
  try {
    return await provider.read({ urn, type, name: parseUrn(urn).name, id, inputs, outputs });
  } catch (error) {
    if (!(error instanceof ProviderFailure) || !error.partial) throw error;
    const { id: foundId, outputs: foundOutputs, inputs: foundInputs } = error.partial;
    return { id: foundId, outputs: foundOutputs, inputs: foundInputs, failure: error };
  }
}

function existing({ outputs }: ReadResult, id: string): NonNullable<ReadResult["outputs"]> {
  if (!outputs) throw new ProviderFailure(`resource '${id}' does not exist`);
  return outputs;
}

/** The result is the resource as registered, or else as recorded, with inputs and outputs as the provider read them. */
export async function refreshResource(step: RefreshStep, context: ApplyContext): Promise<StepResult> {
  const { providers, now, preview } = context;
  const { old, new: next = old } = step;
  const untouched: StepResult = { result: { ...old }, resultOp: "same" };
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement) return untouched;
  const reference = step.provider as string;
  const provider = await providers.get(reference);
  // A preview cannot read a resource whose provider has unknown configuration.
  if (provider instanceof UnconfiguredProvider) return untouched;
  const found = await read(provider, old, old.id as string, inputsOf(old), outputsOf(old));
  const { id, outputs, inputs = inputsOf(old), failure } = found;
  if (id === "" || !outputs) return { resultOp: "delete" };
  // A resource that failed to initialize causes a warning and does not fail the refresh.
  const initErrors = failure?.partial?.reasons;
  const warning = initErrors && `Refreshed resource is in an unhealthy state:\n* ${initErrors.join("\n* ")}`;
  const changed = !equal(inputs, inputsOf(old)) || !equal(outputs, outputsOf(old));
  const modified = changed ? now().toISOString() : old.modified;
  const result = compact({ ...next, provider: reference, id, inputs, outputs, initErrors, modified });
  if (old.external) return { result, resultOp: equal(outputs, outputsOf(old)) ? "same" : "update", warning };
  const compared = difference({
    urn: old.urn,
    provider: reference,
    old: result,
    newInputs: inputsOf(old),
    ignored: old.ignoreChanges ?? [],
    replaceOnChanges: [],
    unknowns: preview,
  });
  const diff = await resolveRequests(compared, { providers, executeSteps: neverExecutes });
  const { diffs, detailedDiff } = reasonsOf(diff);
  return {
    result,
    resultOp: diff.changed ? "update" : "same",
    difference: { diffs, detailedDiff: detailedDiff && inverseOf(detailedDiff) },
    warning,
  };
}

/** The diff describes an update from the provider's resource to the state; a refresh goes the other way. */
const inverseOf = (detailed: DetailedDiff): DetailedDiff =>
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

const neverExecutes = (): never => {
  throw new Error("a diff must not execute steps");
};
