/** The engine's own providers: one a package and version, registered like any other resource when first needed. */
import { randomUUID } from "node:crypto";
import { EngineError } from "../errors.ts";
import type { PackageRequest, PluginRequest } from "../protocol/resource-monitor.ts";
import type { Goal } from "../resource/goal.ts";
import { packageOf, providerType } from "../resource/urn.ts";
import type { Properties } from "../values.ts";
import { INTERNAL } from "./provider-registry.ts";

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

/** Packages that the program has described: which plugin serves each of them, and with which parameters. */
/** What a request needs, whether the program described it before or not. */
export interface Wanted extends PackageRequest {
  /** As types and configuration name it. */
  package: string;
}

export interface TypedRequest extends PluginRequest {
  /** Of a resource, or the token of a function. */
  type: string;
}

export class Packages {
  readonly #byReference = new Map<string, PackageRequest>();

  /** The same description has the same reference. */
  register(described: PackageRequest): string {
    const text = JSON.stringify(described);
    const known = this.#byReference.entries().find(([, other]) => JSON.stringify(other) === text);
    const reference = known?.[0] ?? randomUUID();
    this.#byReference.set(reference, described);
    return reference;
  }

  wanted({ type, packageRef, version, pluginDownloadUrl }: TypedRequest): Wanted {
    if (packageRef === "") {
      const name = packageOf(type);
      return { name, package: name, version, downloadUrl: pluginDownloadUrl };
    }
    const described = this.#byReference.get(packageRef);
    if (!described) throw new EngineError("ENGINE_PROJECT", `unknown provider package '${packageRef}'`);
    return { ...described, package: described.parameterization?.name ?? described.name };
  }
}
