/** Why the generator refused or failed; stable, documented in docs/errors.md. */
export type LoadErrorCode =
  | "spec-invalid"
  | "scenario-invalid"
  | "target-unresolved"
  | "limits-too-low"
  | "worker-start-failed"
  | "worker-protocol"
  | "histogram-corrupt"
  | "merge-mismatch";

/** Thrown only before the first request is sent; after that a result says what went wrong. */
export class LoadError extends Error {
  readonly code: LoadErrorCode;

  constructor(code: LoadErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LoadError";
    this.code = code;
  }
}
