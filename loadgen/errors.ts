import { CodedError } from "../base/errors.ts";

/** Why a load was refused or could not start; stable, documented in docs/errors.md. */
export type LoadErrorCode =
  | "LOAD_SPEC_INVALID"
  | "LOAD_SCENARIO_INVALID"
  | "LOAD_TARGET_UNRESOLVED"
  | "LOAD_LIMITS_TOO_LOW"
  | "LOAD_NOT_BEGUN"
  | "LOAD_OUTPUT_UNWRITABLE"
  | "LOAD_WORKER_START_FAILED"
  | "LOAD_WORKER_PROTOCOL"
  | "LOAD_HISTOGRAM_CORRUPT"
  | "LOAD_MERGE_MISMATCH";

/** Thrown only before the first request is sent; after that the result says what went wrong. */
export class LoadError extends CodedError<LoadErrorCode> {}
