/** The engine's own providers: one a package and version, registered like any other resource when first needed. */
import type { Goal } from "../steps/goal.ts";
import { providerType } from "../steps/urn.ts";
import { Packages } from "./packages.ts";
import type { TypedRequest, Wanted } from "./packages.ts";
import { INTERNAL } from "./providers.ts";
import type { Properties } from "../values.ts";

/** Which plugin it is goes beside the configuration, apart from what a plugin may itself be configured with. */
export function withPlugin(
  inputs: Properties,
  wanted: Wanted,
  envVarMappings: Record<string, string> = {},
): Properties {
  const { name, version, downloadUrl, parameterization } = wanted;
  const shown = versionOf(wanted);
  const isMapped = Object.keys(envVarMappings).length > 0;
  if (version === "" && downloadUrl === "" && !parameterization && !isMapped) return inputs;
  return {
    ...inputs,
    ...(shown === "" ? {} : { version: shown }),
    [INTERNAL]: {
      ...(downloadUrl === "" ? {} : { pluginDownloadURL: downloadUrl }),
      ...(isMapped ? { envVarMappings } : {}),
      ...(parameterization
        ? { name, ...(version === "" ? {} : { version }), parameterization: parameterization.value }
        : {}),
    },
  };
}

/** Of the package, which may be another than its plugin's. */
const versionOf = ({ parameterization, version }: Wanted): string => parameterization?.version ?? version;

export class DefaultProviders {
  readonly packages = new Packages();
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

  get(request: TypedRequest): Promise<string> {
    const wanted = this.packages.wanted(request);
    const key = JSON.stringify([wanted.package, versionOf(wanted), wanted.downloadUrl]);
    const known = this.#registered.get(key) ?? this.#register(this.#goal(wanted));
    this.#registered.set(key, known);
    return known;
  }

  #goal(wanted: Wanted): Goal {
    const version = versionOf(wanted);
    return {
      type: providerType(wanted.package),
      name: ["default", version.replace(/[^A-Za-z0-9]/g, "_"), wanted.downloadUrl]
        .filter((part) => part !== "")
        .join("_"),
      custom: true,
      inputs: withPlugin(this.#config(wanted.package), wanted),
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
