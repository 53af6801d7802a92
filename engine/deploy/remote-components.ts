/** Constructs remote components in provider plugins, and calls their methods. */
import { messageOf } from "../../base/errors.ts";
import type {
  CallRequest,
  CallResult,
  DeploymentInfo,
  RegisterResult,
  ResourceMonitor,
  Registration,
} from "../protocol/resource-monitor.ts";
import { isObject } from "../values.ts";
import type { DefaultProviders } from "./default-providers.ts";
import type { Events } from "./events.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import type { Transforms } from "./resource-options.ts";
import { UnconfiguredProvider } from "./unconfigured-provider.ts";

export interface RemoteComponentsOptions {
  events: Events;
  providers: ProviderRegistry;
  transforms: Transforms;
  info: DeploymentInfo;
}

type ParentDeployment = Pick<ResourceMonitor, "registerResource"> & { abort(): void };

export class RemoteComponents {
  readonly #options: RemoteComponentsOptions;
  readonly #defaults: DefaultProviders;
  readonly #deployment: ParentDeployment;
  #monitorAddress = "";

  /** @param deployment aborted when a plugin cannot construct a component, even with `continueOnError` */
  constructor(options: RemoteComponentsOptions, defaults: DefaultProviders, deployment: ParentDeployment) {
    this.#options = options;
    this.#defaults = defaults;
    this.#deployment = deployment;
  }

  /** Sets the address where plugins register the children of the components that they construct. */
  serveAt(monitorAddress: string): void {
    this.#monitorAddress = monitorAddress;
  }

  async construct(registration: Registration): Promise<RegisterResult> {
    const { type, name, provider } = registration;
    try {
      const plugin = await this.#options.providers.get(provider as string);
      if (!(plugin instanceof UnconfiguredProvider)) {
        this.#options.transforms.expect(registration);
        return await plugin.construct({ registration, info: this.#options.info, monitorAddress: this.#monitorAddress });
      }
    } catch (error) {
      this.#abort(`${type} resource '${name}' has a problem: ${messageOf(error)}`);
      throw error;
    }
    return this.#deployment.registerResource(bareComponent(registration));
  }

  /** @param providerOf the provider of a resource, by URN */
  async call(request: CallRequest, providerOf: (urn: string) => string | undefined): Promise<CallResult> {
    const { token } = request;
    const self = request.args.__self__;
    const own = isObject(self) && typeof self.urn === "string" ? providerOf(self.urn) : undefined;
    const reference = request.provider ?? own ?? (await this.#defaults.get({ ...request, type: token }));
    try {
      const plugin = await this.#options.providers.get(reference);
      return await plugin.call({ request, info: this.#options.info, monitorAddress: this.#monitorAddress });
    } catch (error) {
      this.#abort(`call to function '${token}' failed: ${messageOf(error)}`);
      throw error;
    }
  }

  #abort(message: string): void {
    this.#options.events.diagnose({ severity: "error", message });
    this.#deployment.abort();
  }
}

/** The component without children and outputs, for previews in which its provider has unknown configuration. */
const bareComponent = ({ type, name, parent, version, pluginDownloadUrl, packageRef }: Registration): Registration => ({
  ...{ type, name, version, pluginDownloadUrl, packageRef, parent },
  ...{ custom: false, remote: false, inputs: {}, providers: {}, transforms: [], supportsResultReporting: true },
  ...{ dependencies: [], propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [], hideDiff: [] },
  ...{ additionalSecretOutputs: [], aliases: [], replaceWith: [] },
});
