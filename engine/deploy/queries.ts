/** What a program asks of providers without anything being made: their functions, and whether something is there. */
import { messageOf } from "../errors.ts";
import type {
  DeploymentInfo,
  ExistsRequest,
  Existing,
  FunctionRequest,
  Invoked,
} from "../protocol/resource-monitor.ts";
import { makeUrn } from "../resource/urn.ts";
import { isUnknown } from "../values.ts";
import type { DefaultProviders } from "./default-providers.ts";
import type { Inheritance } from "./resource-options.ts";
import type { Providers } from "./provider-registry.ts";
import { read } from "./apply/read.ts";
import type { Registrations } from "./registrations.ts";
import type { Transforms } from "./resource-options.ts";
import { Unconfigured } from "./unconfigured-provider.ts";

export interface QueryParts {
  providers: Providers;
  transforms: Transforms;
  info: DeploymentInfo;
  defaults: DefaultProviders;
  inheritance: Inheritance;
  registrations: Registrations;
  refuseWhenOver: () => void;
}

export class Queries {
  readonly #parts: QueryParts;

  constructor(parts: QueryParts) {
    this.#parts = parts;
  }

  async invoke(asked: FunctionRequest): Promise<Invoked> {
    const { providers, transforms, info, defaults, inheritance, registrations, refuseWhenOver } = this.#parts;
    refuseWhenOver();
    const provider = asked.provider ?? inheritance.providerFor(asked.token, asked.parent);
    const request = await transforms.applyToInvoke(provider === undefined ? asked : { ...asked, provider });
    const { token, args } = request;
    const reference = request.provider ?? (await defaults.get({ ...request, type: token }));
    if (!(await registrations.areThere(asked.dependsOn))) return { result: {}, failures: [], unknown: true };
    refuseWhenOver();
    try {
      return await (await providers.get(reference)).invoke(token, args, info.dryRun);
    } catch (cause) {
      throw new Error(`invocation of ${token} returned an error: ${messageOf(cause)}`, { cause });
    }
  }

  /** It is there when its provider can read it. */
  async exists(asked: ExistsRequest): Promise<Existing> {
    const { providers, info, defaults, inheritance, refuseWhenOver } = this.#parts;
    refuseWhenOver();
    const { type, id, parent, inputs } = asked;
    const reference = asked.provider ?? inheritance.providerFor(type, parent) ?? (await defaults.get(asked));
    const provider = await providers.get(reference);
    if (isUnknown(id) || provider instanceof Unconfigured) return { exists: false, unknown: true };
    const urn = makeUrn(info.stack, info.project, parent, type, id);
    const found = await read(provider, { urn, type, custom: true }, id, inputs, inputs);
    return { exists: found.id !== "" && found.outputs !== undefined };
  }
}
