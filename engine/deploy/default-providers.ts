/** Default providers: one per package, version and download URL, registered as a resource when first needed. */
import { randomUUID } from "node:crypto";
import { EngineError } from "../errors.ts";
import type { PackageRequest, PluginRequest, Registration } from "../protocol/resource-monitor.ts";
import type { Goal } from "../resource/goal.ts";
import { isProviderType, packageOf, providerType } from "../resource/urn.ts";
import type { Properties } from "../values.ts";
import { INTERNAL } from "./provider-registry.ts";

/** Adds to a provider's inputs which plugin serves it, under a key that is never sent to the plugin. */
function withPlugin(inputs: Properties, spec: PackageSpec, envVarMappings: Record<string, string> = {}): Properties {
  const { name, version, downloadUrl, parameterization } = spec;
  const packageVersion = versionOf(spec);
  const isMapped = Object.keys(envVarMappings).length > 0;
  if (version === "" && downloadUrl === "" && !parameterization && !isMapped) return inputs;
  const internal: Properties = {};
  if (downloadUrl !== "") internal.pluginDownloadURL = downloadUrl;
  if (isMapped) internal.envVarMappings = envVarMappings;
  if (parameterization) {
    internal.name = name;
    if (version !== "") internal.version = version;
    internal.parameterization = parameterization.value;
  }
  return { ...inputs, ...(packageVersion === "" ? {} : { version: packageVersion }), [INTERNAL]: internal };
}

/** The version of the package. A parameterized plugin has a version of its own. */
const versionOf = ({ parameterization, version }: PackageSpec): string => parameterization?.version ?? version;

export class DefaultProviders {
  readonly packages = new Packages();
  /** References by package, version and download URL. */
  readonly #registered = new Map<string, Promise<string>>();
  readonly #register: (goal: Goal) => Promise<string>;
  readonly #config: (pkg: string) => Properties;

  /**
   * @param register registers the provider resource and returns its reference
   * @param config the stack's configuration for a package
   */
  constructor(register: (goal: Goal) => Promise<string>, config: (pkg: string) => Properties) {
    this.#register = register;
    this.#config = config;
  }

  /** Adds the default provider to a registration without a provider, and the plugin to that of a provider resource. */
  async withProvider(registration: Registration): Promise<Registration> {
    const { custom, remote, type, inputs, envVarMappings, provider } = registration;
    if (isProviderType(type))
      return { ...registration, inputs: withPlugin(inputs, this.packages.find(registration), envVarMappings) };
    return custom || remote ? { ...registration, provider: provider ?? (await this.get(registration)) } : registration;
  }

  /** The reference of the default provider for a request. */
  get(request: TypedRequest): Promise<string> {
    const spec = this.packages.find(request);
    const key = JSON.stringify([spec.package, versionOf(spec), spec.downloadUrl]);
    const known = this.#registered.get(key) ?? this.#register(this.#goal(spec));
    this.#registered.set(key, known);
    return known;
  }

  #goal(spec: PackageSpec): Goal {
    const version = versionOf(spec);
    return {
      type: providerType(spec.package),
      name: ["default", version.replace(/[^A-Za-z0-9]/g, "_"), spec.downloadUrl]
        .filter((part) => part !== "")
        .join("_"),
      custom: true,
      inputs: withPlugin(this.#config(spec.package), spec),
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

/** The package that a request needs. */
interface PackageSpec extends PackageRequest {
  /** The name that types and configuration keys begin with. */
  package: string;
}

interface TypedRequest extends PluginRequest {
  /** The type of a resource, or the token of a function. */
  type: string;
}

/** Packages that the program has registered: which plugin serves each of them, and with which parameters. */
class Packages {
  readonly #byReference = new Map<string, PackageRequest>();

  /** Returns the reference of the package; equal packages have the same one. */
  register(registered: PackageRequest): string {
    const text = JSON.stringify(registered);
    const known = this.#byReference.entries().find(([, other]) => JSON.stringify(other) === text);
    const reference = known?.[0] ?? randomUUID();
    this.#byReference.set(reference, registered);
    return reference;
  }

  find({ type, packageRef, version, pluginDownloadUrl }: TypedRequest): PackageSpec {
    if (packageRef === "") {
      const name = packageOf(type);
      return { name, package: name, version, downloadUrl: pluginDownloadUrl };
    }
    const registered = this.#byReference.get(packageRef);
    if (!registered) throw new EngineError("ENGINE_PROJECT", `unknown provider package '${packageRef}'`);
    return { ...registered, package: registered.parameterization?.name ?? registered.name };
  }
}
