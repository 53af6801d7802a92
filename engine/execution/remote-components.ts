/** Components that a provider plugin builds, and their methods. */
import { messageOf } from "../errors.ts";
import type { CallRequest, Called, DeploymentInfo, Registered, Registration } from "../protocol/registrar.ts";
import { isObject } from "../values.ts";
import type { DefaultProviders } from "./default-providers.ts";
import type { Events } from "./events.ts";
import type { Providers } from "./providers.ts";
import type { Transforms } from "./transforms.ts";

export interface RemoteParts {
  events: Events;
  providers: Providers;
  transforms: Transforms;
  info: DeploymentInfo;
}

export class RemoteComponents {
  readonly #parts: RemoteParts;
  readonly #defaults: DefaultProviders;
  readonly #fail: () => void;
  #monitorAddress = "";

  /** @param fail ends the deployment: what a plugin could not build is no step that others could go on without */
  constructor(parts: RemoteParts, defaults: DefaultProviders, fail: () => void) {
    this.#parts = parts;
    this.#defaults = defaults;
    this.#fail = fail;
  }

  serveAt(monitorAddress: string): void {
    this.#monitorAddress = monitorAddress;
  }

  async construct(registration: Registration): Promise<Registered> {
    const { type, name, provider } = registration;
    this.#parts.transforms.expect(registration);
    try {
      const plugin = await this.#parts.providers.get(provider as string);
      return await plugin.construct({ registration, info: this.#parts.info, monitorAddress: this.#monitorAddress });
    } catch (error) {
      this.#end(`${type} resource '${name}' has a problem: ${messageOf(error)}`);
      throw error;
    }
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
    this.#fail();
  }
}
