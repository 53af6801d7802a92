/** Components that a provider plugin builds, and their methods. */
import { messageOf } from "../errors.ts";
import type {
  CallRequest,
  Called,
  DeploymentInfo,
  Registered,
  Registrar,
  Registration,
} from "../protocol/resource-monitor.ts";
import { isObject } from "../values.ts";
import type { DefaultProviders } from "./default-providers.ts";
import type { Events } from "./events.ts";
import type { Providers } from "./provider-registry.ts";
import type { Transforms } from "./resource-options.ts";
import { Unconfigured } from "./unconfigured-provider.ts";

export interface RemoteParts {
  events: Events;
  providers: Providers;
  transforms: Transforms;
  info: DeploymentInfo;
}

type Registering = Pick<Registrar, "registerResource"> & { fail(): void };

export class RemoteComponents {
  readonly #parts: RemoteParts;
  readonly #defaults: DefaultProviders;
  readonly #deployment: Registering;
  #monitorAddress = "";

  /** @param deployment ended by what a plugin could not build: that is no step that others could go on without */
  constructor(parts: RemoteParts, defaults: DefaultProviders, deployment: Registering) {
    this.#parts = parts;
    this.#defaults = defaults;
    this.#deployment = deployment;
  }

  serveAt(monitorAddress: string): void {
    this.#monitorAddress = monitorAddress;
  }

  async construct(registration: Registration): Promise<Registered> {
    const { type, name, provider } = registration;
    try {
      const plugin = await this.#parts.providers.get(provider as string);
      if (!(plugin instanceof Unconfigured)) {
        this.#parts.transforms.expect(registration);
        return await plugin.construct({ registration, info: this.#parts.info, monitorAddress: this.#monitorAddress });
      }
    } catch (error) {
      this.#end(`${type} resource '${name}' has a problem: ${messageOf(error)}`);
      throw error;
    }
    return this.#deployment.registerResource(bareComponent(registration));
  }

  /** @param providerOf the provider of a resource, by URN */
  async call(request: CallRequest, providerOf: (urn: string) => string | undefined): Promise<Called> {
    const { token } = request;
    const self = request.args.__self__;
    const own = isObject(self) && typeof self.urn === "string" ? providerOf(self.urn) : undefined;
    const reference = request.provider ?? own ?? (await this.#defaults.get({ ...request, type: token }));
    try {
      const plugin = await this.#parts.providers.get(reference);
      return await plugin.call({ request, info: this.#parts.info, monitorAddress: this.#monitorAddress });
    } catch (error) {
      this.#end(`call to function '${token}' failed: ${messageOf(error)}`);
      throw error;
    }
  }

  #end(message: string): void {
    this.#parts.events.diagnose({ severity: "error", message });
    this.#deployment.fail();
  }
}

/** What is certain of a component although its provider cannot build it yet. */
const bareComponent = ({ type, name, parent, version, pluginDownloadUrl, packageRef }: Registration): Registration => ({
  ...{ type, name, version, pluginDownloadUrl, packageRef, ...(parent === undefined ? {} : { parent }) },
  ...{ custom: false, remote: false, inputs: {}, providers: {}, transforms: [], supportsResultReporting: true },
  ...{ dependencies: [], propertyDependencies: {}, ignoreChanges: [], replaceOnChanges: [], hideDiff: [] },
  ...{ additionalSecretOutputs: [], aliases: [], replaceWith: [] },
});
