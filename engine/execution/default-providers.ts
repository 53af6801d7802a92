/** The engine's own providers: one a package and version, registered like any other resource when first needed. */
import type { PluginRequest } from "../protocol/registrar.ts";
import type { Goal } from "../steps/goal.ts";
import { packageOf, providerType } from "../steps/urn.ts";
import type { Properties } from "../values.ts";

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
      name: version === "" ? "default" : `default_${version.replace(/[^A-Za-z0-9]/g, "_")}`,
      custom: true,
      inputs: {
        ...this.#config(pkg),
        ...(version === "" ? {} : { version }),
        ...(pluginDownloadURL === "" ? {} : { pluginDownloadURL }),
      },
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
