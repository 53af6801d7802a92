/**
 * Step generation does no I/O. When it needs a provider, it yields a request and receives the response. The deployment
 * executor sends the request to the provider; tests respond from a table.
 */
import type { ResourceState } from "../model.ts";
import type { CheckCall, CheckResult, DiffCall, DiffResult } from "../protocol/provider.ts";
import type { Step } from "./step.ts";

/** `provider` is a reference: `<provider urn>::<provider id>`. */
type ToProvider<Call> = Omit<Call, "name"> & { provider: string };

export type CheckRequest = ToProvider<CheckCall> & { kind: "check" };

export type DiffRequest = ToProvider<DiffCall> & { kind: "diff" };

/** Executes steps before generation continues, because it depends on their outcome. */
export interface ExecuteStepsRequest {
  kind: "steps";
  steps: Step[];
}

export type ProviderRequest = CheckRequest | DiffRequest | ExecuteStepsRequest;

/** For executed steps: the resulting resource, `undefined` if it no longer exists. */
export type ProviderResponse = CheckResult | DiffResult | ResourceState | undefined;

/** A computation that yields requests and returns a result. */
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
