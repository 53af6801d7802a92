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

/**
 * The message of anything that was thrown; its code if it has no message, as of a refused connection to a host with several
 * addresses.
 */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || (systemCode(error) ?? "") : String(error);

/** What caused an error, such as the refused connection behind the "fetch failed" of `fetch`; without a cause, its own message. */
export function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return (cause === undefined ? "" : messageOf(cause)) || messageOf(error);
}

/** The code of a failed system call, such as `EADDRINUSE`; `undefined` for any other error. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
