/** Exit codes of the Pulumi CLI, and the error for unsupported commands and flags. */
import { CommandError } from "../errors.ts";

export const EXIT = { ok: 0, failed: 1, unconfirmed: 2, unknownStack: 6, unexpectedChanges: 7 } as const;

const EXIT_OF: Readonly<Record<string, number>> = {
  VERB_UNCONFIRMED: EXIT.unconfirmed,
  STATE_STACK_UNKNOWN: EXIT.unknownStack,
  VERB_NO_STACK_NAMED: EXIT.unknownStack,
};

export const exitCodeOf = (error: unknown): number =>
  EXIT_OF[(error as { code?: string } | null)?.code ?? ""] ?? EXIT.failed;

/** @param effect what it does with the Pulumi CLI: the rest of a sentence that begins with "it" */
export const unsupported = (feature: string, effect: string): CommandError =>
  new CommandError(
    "VERB_UNSUPPORTED",
    `The embedded engine does not support \`${feature}\`. With the Pulumi CLI, it ${effect}.`,
  );
