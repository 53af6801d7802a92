/** How a command ends when it fails. Exit codes are Pulumi's. */
export const EXIT = { ok: 0, failed: 1, unconfirmed: 2, unknownStack: 6, unexpectedChanges: 7 } as const;

const EXIT_OF: Readonly<Record<string, number>> = {
  VERB_UNCONFIRMED: EXIT.unconfirmed,
  STATE_STACK_UNKNOWN: EXIT.unknownStack,
  VERB_NO_STACK_NAMED: EXIT.unknownStack,
};

export const exitCodeOf = (error: unknown): number =>
  EXIT_OF[(error as { code?: string } | null)?.code ?? ""] ?? EXIT.failed;

export type CommandErrorCode =
  | "VERB_USAGE"
  | "VERB_UNCONFIRMED"
  | "VERB_UNSUPPORTED"
  | "VERB_NO_STACK_NAMED"
  | "VERB_NO_STACK_SELECTED"
  | "STATE_STACK_NOT_EMPTY"
  | "STATE_STACK_EXISTS"
  | "VERB_TAG_NOT_FOUND"
  | "VERB_OUTPUT_NOT_FOUND"
  | "VERB_BAD_INPUT";

export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export const unsupported = (what: string, realCli: string): CommandError =>
  new CommandError(
    "VERB_UNSUPPORTED",
    `\`${what}\` is not there in the embedded engine. With the Pulumi CLI it ${realCli}.`,
  );
