/** Reads resources that exist: those that the program only looks at, and those that it takes under management. */
import { ProviderFailure } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type { Provider, ReadAnswer, ReadCall } from "../protocol/provider.ts";
import { equal } from "../steps/compare.ts";
import { compact, inputsOf, outputsOf } from "../steps/state.ts";
import type { Step } from "../steps/step.ts";
import { packageOf, parseUrn } from "../steps/urn.ts";
import { UNKNOWN } from "../values.ts";
import type { Applied, ApplyContext } from "./apply.ts";

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
