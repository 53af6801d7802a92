/**
 * Step generation does no I/O: where it needs a provider, it yields a request and is given the response. The deployment
 * executor asks the real provider, tests look it up in a table.
 */
import type { ResourceState } from "../model.ts";
import type { CheckCall, CheckResult, DiffCall, DiffResult } from "../protocol/provider.ts";
import type { Step } from "./step.ts";

/** To the provider of this reference: `<provider urn>::<provider id>`. */
type ToProvider<Call> = Omit<Call, "name"> & { provider: string };

export type CheckRequest = ToProvider<CheckCall> & { kind: "check" };

export type DiffRequest = ToProvider<DiffCall> & { kind: "diff" };

/** To execute steps before the generation goes on, because it depends on their outcome. */
export interface ExecuteStepsRequest {
  kind: "steps";
  steps: Step[];
}

export type ProviderRequest = CheckRequest | DiffRequest | ExecuteStepsRequest;

/** To executed steps: the resource as they left it, if it still exists. */
export type ProviderResponse = CheckResult | DiffResult | ResourceState | undefined;

/** A computation that makes requests on its way. */
export type ProviderRequests<Result> = Generator<ProviderRequest, Result, ProviderResponse>;

export function* check(request: Omit<CheckRequest, "kind">): ProviderRequests<CheckResult> {
  return (yield { kind: "check", ...request }) as CheckResult;
}

export function* diff(request: Omit<DiffRequest, "kind">): ProviderRequests<DiffResult> {
  return (yield { kind: "diff", ...request }) as DiffResult;
}

export function* executeSteps(steps: Step[]): ProviderRequests<ResourceState | undefined> {
  return (yield { kind: "steps", steps }) as ResourceState | undefined;
}
