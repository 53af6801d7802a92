/** Errors of the lab's daemons: `code` is what callers test, the message says what was wrong, where, and what to do. */
export type LabErrorCode =
  | "already-running"
  | "malformed-request"
  | "malformed-start-file"
  | "port-in-use"
  | "replica-failed"
  | "unknown-path"
  | "unknown-service"
  | "unsupported-system"
  | "wrong-token";

/** HTTP status that a control server answers with; anything else is 500. */
export const CONTROL_STATUS: Partial<Record<LabErrorCode, number>> = {
  "malformed-request": 400,
  "port-in-use": 409,
  "unknown-path": 404,
  "unknown-service": 400,
  "wrong-token": 401,
};

export class LabError extends Error {
  override readonly name = "LabError";
  readonly code: LabErrorCode;

  constructor(code: LabErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The code of a failed system call, such as `EADDRINUSE`. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
