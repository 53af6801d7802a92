/** Why the generator refused or failed; stable, documented in docs/errors.md. */
export type LoadErrorCode =
  | "LOAD_SPEC_INVALID"
  | "LOAD_SCENARIO_INVALID"
  | "LOAD_TARGET_UNRESOLVED"
  | "LOAD_LIMITS_TOO_LOW"
  | "LOAD_WORKER_START_FAILED"
  | "LOAD_WORKER_PROTOCOL"
  | "LOAD_HISTOGRAM_CORRUPT"
  | "LOAD_MERGE_MISMATCH";

/** Thrown only before the first request is sent; after that a result says what went wrong. */
export class LoadError extends Error {
  readonly code: LoadErrorCode;

  constructor(code: LoadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LoadError";
    this.code = code;
  }
}
