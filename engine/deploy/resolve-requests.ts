/** Resolves the requests of step generation: calls providers, and executes steps that have to run first. */
import type { ResourceState } from "../model.ts";
import { equal, unwrap } from "../resource/compare.ts";
import { isProviderType, parseUrn } from "../resource/urn.ts";
import type {
  CheckRequest,
  DiffRequest,
  ProviderRequest,
  ProviderRequests,
  ProviderResponse,
} from "../steps/provider-requests.ts";
import type { Step } from "../steps/step.ts";
import { configurationOf, INTERNAL } from "./provider-registry.ts";
import type { ProviderRegistry } from "./provider-registry.ts";

export interface RequestHandlers {
  providers: ProviderRegistry;
  /** Resolves to the resulting resource; `undefined` if it no longer exists. */
  executeSteps: (steps: Step[]) => Promise<ResourceState | undefined>;
}

export async function resolveRequests<Result>(
  requests: ProviderRequests<Result>,
  handlers: RequestHandlers,
): Promise<Result> {
  let next = requests.next();
  while (!next.done) {
    let response: ProviderResponse;
    try {
      response = await handle(next.value, handlers);
    } catch (error) {
      next = requests.throw(error);
      continue;
    }
    next = requests.next(response);
  }
  return next.value;
}

async function handle(
  request: ProviderRequest,
  { providers, executeSteps }: RequestHandlers,
): Promise<ProviderResponse> {
  if (request.kind === "steps") return executeSteps(request.steps);
  if (isProviderType(request.type)) return handleConfig(request, providers);
  const call = { ...request, name: parseUrn(request.urn).name };
  const provider = await providers.get(request.provider);
  return call.kind === "check" ? provider.check(call) : provider.diff(call);
}

/** Checks or diffs a provider resource with its own plugin. The engine's own inputs are not sent to it. */
async function handleConfig(
  request: CheckRequest | DiffRequest,
  providers: ProviderRegistry,
): Promise<ProviderResponse> {
  const { urn, newInputs } = request;
  const call = { ...request, name: parseUrn(urn).name, unknowns: true };
  const config = { oldInputs: configurationOf(request.oldInputs), newInputs: configurationOf(newInputs) };
  if (call.kind === "check") {
    const provider = await providers.unconfigured(urn, newInputs);
    const { inputs, failures } = await provider.checkConfig({ ...call, ...config });
    const kept = Object.entries(newInputs).filter(([key]) => key === "version" || key === INTERNAL);
    return { inputs: { ...inputs, ...Object.fromEntries(kept) }, failures };
  }
  const provider = await providers.forConfig(urn, request.provider, newInputs);
  const found = await provider.diffConfig({ ...call, ...config });
  if (found.changes !== "unknown") return found;
  const same = equal(unwrap(call.oldOutputs), unwrap(config.newInputs));
  return { ...found, changes: same ? "none" : "some" };
}
