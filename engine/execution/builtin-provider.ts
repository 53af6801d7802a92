/** The engine's own provider, `pulumi:providers:pulumi`: what StackReference reads comes from the backend. */
import { EngineError, messageOf, ProviderFailure } from "../errors.ts";
import type { Provider, ReadAnswer, ReadCall } from "../protocol/provider.ts";
import type { Invoked } from "../protocol/registrar.ts";
import { containsSecret } from "../protocol/wire.ts";
import type { Properties, Value } from "../values.ts";

export const BUILTIN_PACKAGE = "pulumi";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/** Outputs of another stack of the backend, by its name as the program gives it. Throws when it is not there. */
export type ReadStackOutputs = (stack: string) => Promise<Properties>;

export function builtinProvider(readOutputs: ReadStackOutputs): Provider {
  const reference = async (name: Value): Promise<Properties> => {
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
  const refuse = (): never => {
    throw new EngineError("ENGINE_UNSUPPORTED", "The builtin provider only reads stack references.");
  };
  return {
    checkConfig: ({ newInputs }) => Promise.resolve({ inputs: newInputs, failures: [] }),
    diffConfig: () =>
      Promise.resolve({ changes: "none", replaces: [], changed: [], stable: [], deleteBeforeReplace: false }),
    configure: () => Promise.resolve(),
    check: ({ newInputs }) => Promise.resolve({ inputs: newInputs, failures: [] }),
    diff: refuse,
    create: refuse,
    update: refuse,
    delete: () => Promise.resolve(),
    read: async ({ id, type, inputs }: ReadCall): Promise<ReadAnswer> =>
      type === STACK_REFERENCE ? { id, outputs: await reference(inputs?.name ?? null) } : refuse(),
    invoke: async (token, { name }): Promise<Invoked> =>
      token === "pulumi:pulumi:readStackOutputs" ? { result: await reference(name ?? null), failures: [] } : refuse(),
    cancel: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
