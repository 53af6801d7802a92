/** The built-in provider, `pulumi:providers:pulumi`: stack references, resource references and stashes. */
import { randomUUID } from "node:crypto";
import { messageOf } from "../../base/errors.ts";
import { EngineError, ProviderFailure } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type { CreateCall, DiffCall, Provider, ReadResult, ReadCall, UpdateCall } from "../protocol/provider.ts";
import { containsSecret } from "../protocol/wire.ts";
import { equal } from "../resource/compare.ts";
import type { CheckResult, DiffResult } from "../protocol/provider.ts";
import { outputsOf } from "../resource/state.ts";
import type { Properties, Value } from "../values.ts";

export const BUILTIN_PACKAGE = "pulumi";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const STASH = "pulumi:index:Stash";

/** Reads the outputs of another stack of the backend. Throws if the stack does not exist. */
export type ReadStackOutputs = (stack: string) => Promise<Properties>;

export interface BuiltinSources {
  readOutputs: ReadStackOutputs;
  /** A resource that this deployment has registered or read. */
  resourceOf: (urn: string) => ResourceState | undefined;
}

export function builtinProvider({ readOutputs, resourceOf }: BuiltinSources): Provider {
  const reference = async (name: Value | undefined): Promise<Properties> => {
    if (typeof name !== "string") throw new ProviderFailure("a stack reference needs the name of a stack");
    let outputs: Properties;
    try {
      outputs = await readOutputs(name);
    } catch (error) {
      throw new ProviderFailure(messageOf(error), undefined, { cause: error });
    }
    const secretOutputNames = Object.keys(outputs).filter((key) => containsSecret(outputs[key] ?? null));
    return { name, outputs, secretOutputNames: secretOutputNames.sort() };
  };
  const resource = (urn: Value | undefined): Properties => {
    const state = typeof urn === "string" ? resourceOf(urn) : undefined;
    if (!state) throw new ProviderFailure(`unknown resource ${JSON.stringify(urn)}`);
    return { urn: state.urn, id: state.id ?? "", provider: state.provider ?? "", state: outputsOf(state) };
  };
  const unsupported = (): never => {
    throw new EngineError(
      "ENGINE_UNSUPPORTED",
      "The built-in provider supports only stack references, resource references and stashes.",
    );
  };
  return {
    checkConfig: () => Promise.resolve({ inputs: {}, failures: [] }),
    diffConfig: () => Promise.resolve(UNCHANGED),
    configure: () => Promise.resolve(),
    check: ({ type, newInputs }) => Promise.resolve(type === STASH ? checkStash(newInputs) : accepted(newInputs)),
    diff: (call) =>
      Promise.resolve(call.type === STASH || call.type === STACK_REFERENCE ? compared(call) : unsupported()),
    create: async ({ type, inputs, preview }: CreateCall) => {
      const outputs =
        type === STASH ? stashed(inputs) : type === STACK_REFERENCE ? await reference(inputs.name) : unsupported();
      return { id: preview ? "" : randomUUID(), outputs };
    },
    update: ({ type, newInputs, oldOutputs }: UpdateCall) =>
      type === STASH
        ? Promise.resolve({ input: newInputs.input ?? null, output: oldOutputs.output ?? null })
        : unsupported(),
    delete: () => Promise.resolve(),
    read: async ({ id, type, inputs = {}, outputs = {} }: ReadCall): Promise<ReadResult> =>
      type === STASH
        ? { id, inputs, outputs }
        : type === STACK_REFERENCE
          ? { id, inputs, outputs: await reference(inputs.name) }
          : unsupported(),
    invoke: async (token, args) => {
      if (token === "pulumi:pulumi:readStackOutputs") return { result: await reference(args.name), failures: [] };
      if (token === "pulumi:pulumi:getResource") return { result: resource(args.urn), failures: [] };
      return unsupported();
    },
    construct: unsupported,
    call: unsupported,
    cancel: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

const UNCHANGED: DiffResult = { changes: "none", replaces: [], changed: [], stable: [], deleteBeforeReplace: false };

const accepted = (inputs: Properties): CheckResult => ({ inputs, failures: [] });

/** The `output` of a stash is the `input` that it was created with; later inputs do not change it. */
const stashed = ({ input = null }: Properties): Properties => ({ input, output: input });

function checkStash(inputs: Properties): CheckResult {
  const unknown = Object.keys(inputs).find((key) => key !== "input");
  if (unknown !== undefined)
    return { inputs, failures: [{ property: unknown, reason: `unknown property "${unknown}"` }] };
  if (inputs.input === undefined)
    return { inputs, failures: [{ property: "input", reason: 'missing required property "input"' }] };
  return accepted(inputs);
}

function compared({ type, oldInputs, newInputs }: DiffCall): DiffResult {
  const key = type === STASH ? "input" : "name";
  if (equal(oldInputs[key] ?? null, newInputs[key] ?? null)) return UNCHANGED;
  return { ...UNCHANGED, changes: "some", ...(type === STASH ? { changed: [key] } : { replaces: [key] }) };
}
