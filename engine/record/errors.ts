/** Why a program could not be recorded. */
export type RecordErrorCode = "RECORD_PROGRAM_FAILED" | "RECORD_TIMED_OUT" | "RECORD_CONFIG_SECRET_UNREADABLE";

export class RecordError extends Error {
  override readonly name = "RecordError";
  readonly code: RecordErrorCode;

  constructor(code: RecordErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
