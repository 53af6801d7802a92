/** Carries out one step with its provider. Answers the resource as it is then. */
import { randomUUID } from "node:crypto";
import { ProviderFailure } from "../../errors.ts";
import type { ResourceState } from "../../model.ts";
import { compact, inputsOf, outputsOf } from "../../resource/state.ts";
import type { Step } from "../../steps/step.ts";
import { isProviderType, parseUrn } from "../../resource/urn.ts";
import { isSecret, secret, UNKNOWN } from "../../values.ts";
import type { Properties } from "../../values.ts";
import { configurationOf } from "../provider-registry.ts";
import type { Providers } from "../provider-registry.ts";
import { importResource, readResource } from "./read.ts";
import { refreshResource } from "./read.ts";

export interface Applied {
  /** undefined: the resource is gone. */
  result?: ResourceState;
  /** refresh: what it turned out to be. */
  found?: "same" | "update" | "delete";
  /** refresh: in what it differs from what the state says. */
  difference?: Pick<Step, "diffs" | "detailedDiff">;
  /** What the user is to know although the step is done. */
  warning?: string;
  /** The resource exists, but the operation failed. */
  failure?: Error;
}

export interface ApplyContext {
  providers: Providers;
  preview: boolean;
  now: () => Date;
}

/** Throws when the operation failed and has left nothing to keep. */
export async function apply(step: Step, context: ApplyContext): Promise<Applied> {
  const applied = await operate(step, context);
  return applied.result ? { ...applied, result: withSecretOutputs(applied.result) } : applied;
}

async function operate(step: Step, context: ApplyContext): Promise<Applied> {
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
    default:
      return {};
  }
}

async function same(step: Step, { providers }: ApplyContext): Promise<Applied> {
  const next = step.new as ResourceState;
  if (step.skippedCreate) return { result: next };
  const old = step.old as ResourceState;
  const result = compact({ ...next, id: old.id, outputs: old.outputs });
  if (isProviderType(next.type) && !step.untargeted)
    await providers.configure({ ...next, inputs: inputsOf(old) }, old.id as string);
  return { result };
}

async function create(step: Step, context: ApplyContext): Promise<Applied> {
  const next = step.new as ResourceState;
  const stamp = context.now().toISOString();
  const finish = (id: string | undefined, outputs: Properties | undefined, more: Partial<ResourceState> = {}) =>
    compact({ ...next, id, outputs, created: stamp, modified: stamp, ...more });
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
    return partially(error, (partial) =>
      finish(partial.id, partial.outputs, {
        initErrors: partial.reasons,
        ...(partial.inputs ? { inputs: partial.inputs } : {}),
      }),
    );
  }
}

async function update(step: Step, context: ApplyContext): Promise<Applied> {
  const [old, next] = [step.old as ResourceState, step.new as ResourceState];
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
    return partially(error, (partial) =>
      // With the old inputs the next deployment sees what is still to be changed.
      finish(partial.outputs, { id: partial.id, initErrors: partial.reasons, inputs: inputsOf(old) }),
    );
  }
}

async function remove(step: Step, { providers, preview }: ApplyContext): Promise<Applied> {
  const old = step.old as ResourceState;
  if (step.protectedFrom === "delete") {
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

function partially(
  error: unknown,
  result: (partial: NonNullable<ProviderFailure["partial"]>) => ResourceState,
): Applied {
  if (!(error instanceof ProviderFailure) || !error.partial) throw error;
  return { result: result(error.partial), failure: error };
}

const subjectOf = ({ urn, type }: Step) => ({ urn, type, name: parseUrn(urn).name });

/** Outputs are secret where the program says so, or where an input of the same name is. */
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
