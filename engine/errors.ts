/** Errors of the embedded engine. `code` is stable; the message says what was wrong, where, and what to do. */
import { CodedError } from "../base/errors.ts";
import type { Properties } from "./values.ts";

export type EngineErrorCode =
  | "ENGINE_PROJECT"
  | "ENGINE_SDK_MISSING"
  | "ENGINE_PROGRAM_START"
  | "ENGINE_PROVIDER_START"
  | "ENGINE_PROVIDER_MISSING"
  | "ENGINE_UNSUPPORTED"
  | "ENGINE_STATE"
  | "ENGINE_TARGET";

export class EngineError extends CodedError<EngineErrorCode> {}

/** What a provider answered when an operation did not succeed. */
export class ProviderFailure extends Error {
  /** Set when the resource exists although the operation failed: it is kept in the state with these. */
  readonly partial?: PartialResult;

  constructor(message: string, partial?: PartialResult, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProviderFailure";
    if (partial) this.partial = partial;
  }
}

/** The provider was killed, and with it its answer: what it was asked to do may have come to pass. */
export class ProviderKilled extends ProviderFailure {}

export interface PartialResult {
  id: string;
  outputs: Properties;
  inputs?: Properties;
  reasons: string[];
}

/** The deployment ends and takes no more work; the program's pending calls are answered with this. */
export class DeploymentEnded extends Error {
  constructor() {
    super("the deployment has ended; this call will not be served");
    this.name = "DeploymentEnded";
  }
}

/** Ends a deployment, or a chain of steps, because of an error that was reported already. */
export class BailError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BailError";
  }
}
