/**
 * An error that callers tell apart by its `code`. Codes are stable and listed in docs/errors.md; the message says what
 * was wrong, where, and what to do. Each package declares its own codes and class in its errors.ts.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;

  constructor(code: Code, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The code of a failed system call, such as `EADDRINUSE`; `undefined` for any other error. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
