/** The engine's own providers: one a package and version, registered like any other resource when first needed. */
import type { PluginRequest } from "../protocol/registrar.ts";
import type { Goal } from "../steps/goal.ts";
import { packageOf, providerType } from "../steps/urn.ts";
import { INTERNAL } from "./providers.ts";
import type { Properties } from "../values.ts";

/** Which plugin it is goes beside the configuration, apart from what a plugin may itself be configured with. */
export function withPlugin(inputs: Properties, version: string, pluginDownloadURL: string): Properties {
  if (version === "" && pluginDownloadURL === "") return inputs;
  return {
    ...inputs,
    ...(version === "" ? {} : { version }),
    [INTERNAL]: pluginDownloadURL === "" ? {} : { pluginDownloadURL },
  };
}

type Needed = Pick<PluginRequest, "version" | "pluginDownloadUrl"> & { type: string };

export class DefaultProviders {
  /** References, by what was asked for. */
  readonly #registered = new Map<string, Promise<string>>();
  readonly #register: (goal: Goal) => Promise<string>;
  readonly #config: (pkg: string) => Properties;

  /**
   * @param register makes the provider resource and answers its reference
   * @param config the stack's configuration for a package
   */
  constructor(register: (goal: Goal) => Promise<string>, config: (pkg: string) => Properties) {
    this.#register = register;
    this.#config = config;
  }

  get({ type, version, pluginDownloadUrl }: Needed): Promise<string> {
    const pkg = packageOf(type);
    const key = JSON.stringify([pkg, version, pluginDownloadUrl]);
    const known = this.#registered.get(key) ?? this.#register(this.#goal(pkg, version, pluginDownloadUrl));
    this.#registered.set(key, known);
    return known;
  }

  #goal(pkg: string, version: string, pluginDownloadURL: string): Goal {
    return {
      type: providerType(pkg),
      name: ["default", version.replace(/[^A-Za-z0-9]/g, "_"), pluginDownloadURL]
        .filter((part) => part !== "")
        .join("_"),
      custom: true,
      inputs: withPlugin(this.#config(pkg), version, pluginDownloadURL),
      dependencies: [],
      propertyDependencies: {},
      ignoreChanges: [],
      replaceOnChanges: [],
      hideDiff: [],
      additionalSecretOutputs: [],
      aliases: [],
      replaceWith: [],
    };
  }
}
