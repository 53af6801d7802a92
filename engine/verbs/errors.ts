/** How a verb ends when it does not succeed. Exit codes are Pulumi's. */
export const EXIT = { ok: 0, failed: 1, unexpectedChanges: 7 } as const;

export type VerbErrorCode =
  "usage" | "unsupported" | "no_stack_selected" | "stack_not_empty" | "output_not_found" | "bad_input";

export class VerbError extends Error {
  override readonly name = "VerbError";
  readonly code: VerbErrorCode;

  constructor(code: VerbErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const unsupported = (what: string, realCli: string): VerbError =>
  new VerbError("unsupported", `\`${what}\` is not there in the embedded engine. With the Pulumi CLI it ${realCli}.`);
