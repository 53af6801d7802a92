/** Requests of the program that providers serve without changing anything: invokes, and whether a resource exists. */
import { messageOf } from "../../base/errors.ts";
import type {
  DeploymentInfo,
  ExistsRequest,
  ExistsResult,
  FunctionRequest,
  InvokeResult,
} from "../protocol/resource-monitor.ts";
import { makeUrn } from "../resource/urn.ts";
import { isUnknown } from "../values.ts";
import type { DefaultProviders } from "./default-providers.ts";
import type { InheritedOptions } from "./resource-options.ts";
import type { ProviderRegistry } from "./provider-registry.ts";
import { read } from "./apply/read.ts";
import type { Registrations } from "./registrations.ts";
import type { Transforms } from "./resource-options.ts";
import { UnconfiguredProvider } from "./unconfigured-provider.ts";

export interface QueriesOptions {
  providers: ProviderRegistry;
  transforms: Transforms;
  info: DeploymentInfo;
  defaults: DefaultProviders;
  inherited: InheritedOptions;
  registrations: Registrations;
  throwIfEnded: () => void;
}

export class Queries {
  readonly #options: QueriesOptions;

  constructor(options: QueriesOptions) {
    this.#options = options;
  }

  async invoke(original: FunctionRequest): Promise<InvokeResult> {
    const { providers, transforms, info, defaults, inherited, registrations, throwIfEnded } = this.#options;
    throwIfEnded();
    const provider = original.provider ?? inherited.providerFor(original.token, original.parent);
    const request = await transforms.applyToInvoke(provider === undefined ? original : { ...original, provider });
    const { token, args } = request;
    const reference = request.provider ?? (await defaults.get({ ...request, type: token }));
    if (!(await registrations.areCreated(original.dependsOn))) return { result: {}, failures: [], unknown: true };
    throwIfEnded();
    try {
      return await (await providers.get(reference)).invoke(token, args, info.dryRun);
    } catch (cause) {
      throw new Error(`invocation of ${token} returned an error: ${messageOf(cause)}`, { cause });
    }
  }

  /** A resource exists if its provider can read it. */
  async exists(request: ExistsRequest): Promise<ExistsResult> {
    const { providers, info, defaults, inherited, throwIfEnded } = this.#options;
    throwIfEnded();
    const { type, id, parent, inputs } = request;
    const reference = request.provider ?? inherited.providerFor(type, parent) ?? (await defaults.get(request));
    const provider = await providers.get(reference);
    if (isUnknown(id) || provider instanceof UnconfiguredProvider) return { exists: false, unknown: true };
    const urn = makeUrn(info.stack, info.project, parent, type, id);
    const found = await read(provider, { urn, type, custom: true }, id, inputs, inputs);
    return { exists: found.id !== "" && found.outputs !== undefined };
  }
}
