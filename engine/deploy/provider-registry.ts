/** The providers of a deployment. Each is started when first needed and configured once per provider resource. */
import { EngineError } from "../errors.ts";
import type { ResourceState } from "../model.ts";
import type { PluginSpec } from "../protocol/find-plugin.ts";
import type { Provider } from "../protocol/provider.ts";
import { inputsOf } from "../resource/state.ts";
import { makeReference, packageOf, parseReference, parseUrn } from "../resource/urn.ts";
import { containsUnknown, isObject } from "../values.ts";
import type { Properties } from "../values.ts";
import { UnconfiguredProvider } from "./unconfigured-provider.ts";

/** The input of a provider resource in which the engine stores the plugin; it is never sent to the plugin. */
export const INTERNAL = "__internal";

/** The inputs of a provider resource that are sent to its plugin. */
export function configurationOf({ [INTERNAL]: _, ...inputs }: Properties): Properties {
  return inputs;
}

/** Starts the plugin of a package. */
export type StartProvider = (plugin: PluginSpec) => Promise<Provider>;

export class ProviderRegistry {
  readonly #start: StartProvider;
  /** By reference. */
  readonly #configured = new Map<string, Promise<Provider>>();
  /** Started for CheckConfig or DiffConfig and not configured yet, by URN. */
  readonly #started = new Map<string, Promise<Provider>>();
  /** Provider resources of the state by reference, needed by resources that the program does not register. */
  readonly #known = new Map<string, ResourceState>();

  constructor(start: StartProvider, state: readonly ResourceState[]) {
    this.#start = start;
    for (const resource of state) {
      if (resource.id !== undefined) this.#known.set(makeReference(resource.urn, resource.id), resource);
    }
  }

  /** The plugin of a provider resource, not configured yet. */
  unconfigured(urn: string, inputs: Properties): Promise<Provider> {
    const started = this.#started.get(urn) ?? this.#start(pluginOf(urn, inputs));
    this.#started.set(urn, started);
    return started;
  }

  /** The configured provider of a reference. An unregistered provider is configured as recorded in the state. */
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

  /** A provider that can serve DiffConfig: a running one if there is one. */
  forConfig(urn: string, reference: string, inputs: Properties): Promise<Provider> {
    return this.#started.get(urn) ?? this.#configured.get(reference) ?? this.unconfigured(urn, inputs);
  }

  /** Configures the provider of a provider resource, once per reference. */
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

  /** Asks all providers to cancel running operations. */
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

/** Reads from the inputs of a provider resource which plugin serves it, and with which parameters. */
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
