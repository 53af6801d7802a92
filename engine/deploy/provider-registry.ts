/** The providers of a deployment: started when first needed, configured once per provider resource. */
import { EngineError } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type { PluginSpec } from "../protocol/find-plugin.ts";
import type { Provider } from "../protocol/provider.ts";
import { inputsOf } from "../resource/state.ts";
import { makeReference, packageOf, parseReference, parseUrn } from "../resource/urn.ts";
import { containsUnknown, isObject } from "../values.ts";
import type { Properties } from "../values.ts";
import { UnconfiguredProvider } from "./unconfigured-provider.ts";

/** The input of a provider resource that belongs to the engine: plugins never see it. */
export const INTERNAL = "__internal";

/** The inputs of a provider resource that its plugin is configured with. */
export function configurationOf({ [INTERNAL]: _, ...inputs }: Properties): Properties {
  return inputs;
}

/** Starts the plugin of a package. */
export type StartProvider = (plugin: PluginSpec) => Promise<Provider>;

export class ProviderRegistry {
  readonly #start: StartProvider;
  /** By reference. */
  readonly #configured = new Map<string, Promise<Provider>>();
  /** Started to check or compare configuration, by URN; the configured one takes it over. */
  readonly #started = new Map<string, Promise<Provider>>();
  /** Provider resources of the state, by reference, for resources that the program does not register. */
  readonly #known = new Map<string, ResourceState>();

  constructor(start: StartProvider, state: readonly ResourceState[]) {
    this.#start = start;
    for (const resource of state) {
      if (resource.id !== undefined) this.#known.set(makeReference(resource.urn, resource.id), resource);
    }
  }

  unconfigured(urn: string, inputs: Properties): Promise<Provider> {
    const started = this.#started.get(urn) ?? this.#start(pluginOf(urn, inputs));
    this.#started.set(urn, started);
    return started;
  }

  /** Returns the configured provider of a reference. One that only the state has is configured as recorded there. */
  async get(reference: string): Promise<Provider> {
    const configured = this.#configured.get(reference);
    if (configured) return configured;
    const state = this.#known.get(reference);
    if (!state) {
      throw new EngineError(
        "ENGINE_STATE",
        `The provider ${reference} is neither registered nor in the state; run \`refresh\` or remove its resources.`,
      );
    }
    return this.configure(state, parseReference(reference).id);
  }

  /** The provider for CheckConfig and DiffConfig: a running one, or else one that is started for that. */
  forConfig(urn: string, reference: string, inputs: Properties): Promise<Provider> {
    return this.#started.get(urn) ?? this.#configured.get(reference) ?? this.unconfigured(urn, inputs);
  }

  /** Makes a provider resource usable under its reference. */
  configure(state: ResourceState, id: string): Promise<Provider> {
    const reference = makeReference(state.urn, id);
    const configured = this.#configured.get(reference) ?? this.#configure(state, id);
    this.#configured.set(reference, configured);
    return configured;
  }

  async #configure(state: ResourceState, id: string): Promise<Provider> {
    const { urn, type } = state;
    const inputs = inputsOf(state);
    const starting = this.unconfigured(urn, inputs);
    this.#started.delete(urn);
    const provider = await starting;
    if (containsUnknown(configurationOf(inputs))) return new UnconfiguredProvider(provider);
    await provider.configure(configurationOf(inputs), { urn, type, name: parseUrn(urn).name, id });
    return provider;
  }

  /** Asks all providers to cancel what they are doing. */
  async cancel(): Promise<void> {
    await Promise.allSettled(this.#all().map(async (provider) => (await provider).cancel()));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#all().map(async (provider) => (await provider).close()));
  }

  #all(): Promise<Provider>[] {
    return [...new Set([...this.#configured.values(), ...this.#started.values()])];
  }
}

/** The inputs of a provider resource say which plugin serves it, and with which parameters. */
function pluginOf(urn: string, inputs: Properties): PluginSpec {
  const own = packageOf(parseUrn(urn).type);
  const internal = isObject(inputs[INTERNAL]) ? inputs[INTERNAL] : undefined;
  const { name, parameterization: value, envVarMappings } = internal ?? {};
  const { pluginDownloadURL } = internal ?? inputs;
  const isParameterized = typeof value === "string";
  const version = isParameterized ? internal?.version : inputs.version;
  const served = typeof inputs.version === "string" ? inputs.version : "";
  const parameterization = isParameterized ? { name: own, version: served, value } : undefined;
  return {
    package: typeof name === "string" ? name : own,
    version: typeof version === "string" ? version : undefined,
    downloadUrl: typeof pluginDownloadURL === "string" ? pluginDownloadURL : undefined,
    parameterization,
    envVarMappings: isObject(envVarMappings) ? (envVarMappings as Record<string, string>) : undefined,
  };
}
