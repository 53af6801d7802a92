/** Why a program could not be recorded. */
export type RecordErrorCode = "program_failed" | "timed_out" | "config_secret_unreadable";

export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly code: RecordErrorCode;

  constructor(code: RecordErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
