/** How a command ends when it fails. Exit codes are Pulumi's. */
import { CommandError } from "../errors.ts";

export const EXIT = { ok: 0, failed: 1, unconfirmed: 2, unknownStack: 6, unexpectedChanges: 7 } as const;

const EXIT_OF: Readonly<Record<string, number>> = {
  VERB_UNCONFIRMED: EXIT.unconfirmed,
  STATE_STACK_UNKNOWN: EXIT.unknownStack,
  VERB_NO_STACK_NAMED: EXIT.unknownStack,
};

export const exitCodeOf = (error: unknown): number =>
  EXIT_OF[(error as { code?: string } | null)?.code ?? ""] ?? EXIT.failed;

export const unsupported = (what: string, realCli: string): CommandError =>
  new CommandError(
    "VERB_UNSUPPORTED",
    `\`${what}\` is not there in the embedded engine. With the Pulumi CLI it ${realCli}.`,
  );
