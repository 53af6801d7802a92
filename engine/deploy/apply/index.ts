/** Applies one step by calling the resource's provider, and returns the resulting resource. */
import { randomUUID } from "node:crypto";
import { ProviderFailure } from "../../errors.ts";
import type { ResourceState } from "../../model.ts";
import { compact, inputsOf, outputsOf } from "../../resource/state.ts";
import type {
  CreateReplacementStep,
  CreateStep,
  DeleteStep,
  SameStep,
  SkippedCreateStep,
  Step,
  UpdateStep,
} from "../../steps/step.ts";
import { isProviderType, parseUrn } from "../../resource/urn.ts";
import { isSecret, secret, UNKNOWN } from "../../values.ts";
import type { Properties } from "../../values.ts";
import { configurationOf } from "../provider-registry.ts";
import type { ApplyContext, StepResult } from "./context.ts";
import { importResource, readResource, refreshResource } from "./read.ts";

/** Throws if the operation failed and left no resource behind. */
export async function apply(step: Step, context: ApplyContext): Promise<StepResult> {
  const applied = await operate(step, context);
  return applied.result ? { ...applied, result: withSecretOutputs(applied.result) } : applied;
}

async function operate(step: Step, context: ApplyContext): Promise<StepResult> {
  switch (step.op) {
    case "same":
      return same(step, context);
    case "create":
    case "create-replacement":
      return create(step, context);
    case "update":
      return update(step, context);
    case "delete":
    case "delete-replaced":
    case "discard":
    case "discard-replaced":
      return remove(step, context);
    case "read":
    case "read-replacement":
      return readResource(step, context);
    case "import":
    case "import-replacement":
      return importResource(step, context);
    case "refresh":
      return refreshResource(step, context);
    case "replace":
    case "remove-pending-replace":
      return {};
  }
}

async function same(step: SameStep | SkippedCreateStep, { providers }: ApplyContext): Promise<StepResult> {
  if (step.skippedCreate) return { result: step.new };
  const { old, new: next } = step;
  const result = compact({ ...next, id: old.id, outputs: old.outputs });
  if (isProviderType(next.type) && !step.untargeted)
    await providers.configure({ ...next, inputs: inputsOf(old) }, old.id as string);
  return { result };
}

async function create(step: CreateStep | CreateReplacementStep, context: ApplyContext): Promise<StepResult> {
  const { new: next } = step;
  const finish = (id: string | undefined, outputs: Properties | undefined, more: Partial<ResourceState> = {}) => {
    const stamp = context.now().toISOString();
    return compact({ ...next, id, outputs, created: stamp, modified: stamp, ...more });
  };
  if (!next.custom) return { result: finish(undefined, undefined) };
  if (isProviderType(next.type)) {
    const id = context.preview ? UNKNOWN.string : randomUUID();
    await context.providers.configure(next, id);
    return { result: finish(id, configurationOf(inputsOf(next))) };
  }
  const provider = await context.providers.get(next.provider as string);
  const timeoutSeconds = next.customTimeouts?.create ?? 0;
  try {
    const { id, outputs } = await provider.create({
      ...subjectOf(step),
      inputs: inputsOf(next),
      timeoutSeconds,
      preview: context.preview,
    });
    if (id === "" && !context.preview) throw new ProviderFailure("provider did not return an ID from Create");
    return { result: finish(id, outputs) };
  } catch (error) {
    return partialResultOf(error, (partial) =>
      finish(partial.id, partial.outputs, {
        initErrors: partial.reasons,
        inputs: partial.inputs ?? next.inputs,
      }),
    );
  }
}

async function update(step: UpdateStep, context: ApplyContext): Promise<StepResult> {
  const { old, new: next } = step;
  const finish = (outputs: Properties | undefined, more: Partial<ResourceState> = {}) =>
    compact({ ...next, id: old.id, outputs, modified: context.now().toISOString(), ...more });
  if (!next.custom) return { result: finish(old.outputs) };
  if (isProviderType(next.type)) {
    await context.providers.configure(next, old.id as string);
    return { result: finish(configurationOf(inputsOf(next))) };
  }
  const provider = await context.providers.get(next.provider as string);
  try {
    const outputs = await provider.update({
      ...subjectOf(step),
      id: old.id as string,
      oldInputs: inputsOf(old),
      oldOutputs: outputsOf(old),
      newInputs: inputsOf(next),
      ignoreChanges: next.ignoreChanges ?? [],
      timeoutSeconds: next.customTimeouts?.update ?? 0,
      preview: context.preview,
    });
    return { result: finish(outputs) };
  } catch (error) {
    return partialResultOf(error, (partial) =>
      // The state keeps the old inputs, so that the next deployment repeats the update.
      finish(partial.outputs, { id: partial.id, initErrors: partial.reasons, inputs: inputsOf(old) }),
    );
  }
}

async function remove(step: DeleteStep, { providers, preview }: ApplyContext): Promise<StepResult> {
  const { old } = step;
  if (step.isProtected) {
    throw new ProviderFailure(
      `resource "${old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the \`protect\` flag from the ` +
        `resource in your Pulumi program and run \`pulumi up\`, or use the command:\n\`pulumi state unprotect '${old.urn}'\``,
    );
  }
  if (preview || step.withoutProvider || !old.custom || isProviderType(old.type)) return {};
  const provider = await providers.get(old.provider as string);
  const timeoutSeconds = old.customTimeouts?.delete ?? 0;
  await provider.delete({
    ...subjectOf(step),
    id: old.id as string,
    inputs: inputsOf(old),
    outputs: outputsOf(old),
    timeoutSeconds,
  });
  return {};
}

/** Rethrows the error unless the operation left a resource. */
function partialResultOf(
  error: unknown,
  result: (partial: NonNullable<ProviderFailure["partial"]>) => ResourceState,
): StepResult {
  if (!(error instanceof ProviderFailure) || !error.partial) throw error;
  return { result: result(error.partial), failure: error };
}

const subjectOf = ({ urn, type }: Step) => ({ urn, type, name: parseUrn(urn).name });

/** Makes outputs secret that the program lists as such, or that have the name of a secret input. */
function withSecretOutputs(state: ResourceState): ResourceState {
  const outputs = outputsOf(state);
  const inputs = inputsOf(state);
  const named = new Set(state.additionalSecretOutputs ?? []);
  const hidden = Object.entries(outputs).filter(
    ([key, value]) => !isSecret(value) && (named.has(key) || isSecret(inputs[key])),
  );
  if (hidden.length === 0) return state;
  return {
    ...state,
    outputs: { ...outputs, ...Object.fromEntries(hidden.map(([key, value]) => [key, secret(value)])) },
  };
}
