/** Errors of the lab's daemons: `code` is what callers test, the message says what was wrong, where, and what to do. */
export type LabErrorCode =
  | "LAB_ALREADY_RUNNING"
  | "LAB_MALFORMED_REQUEST"
  | "LAB_MALFORMED_START_FILE"
  | "LAB_PORT_IN_USE"
  | "LAB_REPLICA_FAILED"
  | "LAB_UNKNOWN_PATH"
  | "LAB_UNKNOWN_SERVICE"
  | "LAB_UNSUPPORTED_SYSTEM"
  | "LAB_WRONG_TOKEN";

/** HTTP status that a control server answers with; anything else is 500. */
export const CONTROL_STATUS: Partial<Record<LabErrorCode, number>> = {
  LAB_MALFORMED_REQUEST: 400,
  LAB_PORT_IN_USE: 409,
  LAB_UNKNOWN_PATH: 404,
  LAB_UNKNOWN_SERVICE: 400,
  LAB_WRONG_TOKEN: 401,
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
