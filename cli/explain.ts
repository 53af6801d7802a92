/** Errors of all packages as text for people and an exit code: the one table from code to exit. */
import { CliError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";
import { printable } from "./terminal.ts";

/** Codes that mean the user can mend what was asked for; nothing was started. All others are unexpected. */
const usage: ReadonlySet<string> = new Set([
  "CONFIG_INVALID",
  "CONFIG_KEY_INVALID",
  "CONFIG_MISSING",
  "CONFIG_UNSUPPORTED",
  "LOAD_SPEC_INVALID",
  "PROJECT_INVALID",
  "PROJECT_NOT_FOUND",
  "RESULTS_BAD_METRIC",
  "RESULTS_BAD_NAME",
  "RESULTS_CUT_SHORT",
  "RESULTS_DIGEST",
  "RESULTS_FOREIGN_FILE",
  "RESULTS_INVALID",
  "RESULTS_NOT_COMPARABLE",
  "RESULTS_NOT_FOUND",
  "RESULTS_SCHEMA_VERSION",
  "RESULTS_TOO_LARGE",
  "SECRETS_PASSPHRASE_FILE_UNREADABLE",
  "SECRETS_PASSPHRASE_INCORRECT",
  "SECRETS_PASSPHRASE_MISSING",
  "STACK_FILE_INVALID",
  "STATE_BACKEND_UNSUPPORTED",
  "STATE_INCONSISTENT",
  "STATE_TOO_NEW",
  "STATE_UNREADABLE",
]);

export function explain(error: unknown): { text: string; exitCode: ExitCode } {
  if (!(error instanceof Error)) return { text: `stackmark: ${printable(String(error))}\n`, exitCode: EXIT.unexpected };
  // Messages of the engine name Pulumi's commands, as Pulumi's own do; here they are ours.
  const message = printable(error.message).replaceAll("`pulumi ", "`npx stackmark pulumi ");
  if (error instanceof CliError) return { text: `${message}\n`, exitCode: error.exitCode };
  const code = (error as { code?: unknown }).code;
  if (typeof code !== "string")
    return { text: `stackmark: ${printable(error.stack ?? message)}\n`, exitCode: EXIT.unexpected };
  if (usage.has(code)) return { text: `${message}\n`, exitCode: EXIT.usage };
  return { text: `stackmark: ${message} (${code})\n`, exitCode: EXIT.unexpected };
}
