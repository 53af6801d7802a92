/** Errors of the command line, and how errors of all packages are shown and turned into an exit code. */
import { CommanderError } from "commander";
import { CodedError, systemCode } from "../base/errors.ts";
import { fileProblem } from "../base/file-problem.ts";
import { printable } from "../base/printable.ts";
import { USAGE, type ShownError } from "../base/shown-error.ts";
import { EXIT, type ExitCode } from "./exit.ts";

export type CliErrorCode =
  | "BASELINE_NOT_SET"
  | "BASELINE_UNFIT"
  | "CLOUD_REFUSES"
  | "CONFIG_INVALID"
  | "ENGINE_LOCAL_ONLY_EMBEDDED"
  | "GATE_UNDECIDABLE"
  | "HOME_NOT_WRITABLE"
  | "JOIN_NOT_WAITING"
  | "NODE_UNKNOWN"
  | "NO_CANARY"
  | "NO_COMPARISON"
  | "OPTION_INVALID"
  | "OUTPUT_NOT_WRITTEN"
  | "PASSPHRASE_MISSING"
  | "PULUMI_MISSING"
  | "REPORT_NOT_ARCHIVED"
  | "REPORT_NO_RUNS"
  | "RESULTS_NOT_REMOVED"
  | "STACK_ALREADY_UP"
  | "STACK_EXPIRED"
  | "STACK_NAME_INVALID"
  | "STACK_NOT_PAUSABLE"
  | "STACK_NOT_RENEWED"
  | "STACK_NO_OUTPUTS"
  | "STACK_OUTPUTS_FOREIGN"
  | "STACK_OUTPUTS_STALE"
  | "STACK_UNKNOWN"
  | "STUDY_UNKNOWN"
  | "TARGET_DOWN"
  | "TURN_FAILED"
  | "UNEXPECTED"
  | "USAGE"
  | "USAGE_DURATION"
  | "USAGE_PORT";

/** Ends the command with `exitCode`; its message is all that is shown. */
export class CliError extends CodedError<CliErrorCode> {
  readonly exitCode: ExitCode;

  constructor(
    code: CliErrorCode,
    message: string,
    { exitCode = EXIT.usage, ...options }: ErrorOptions & { exitCode?: ExitCode } = {},
  ) {
    super(code, message, options);
    this.exitCode = exitCode;
  }
}

/** A file that could not be written. @param stays what is kept without it */
export const outputError = (path: string, cause: unknown, stays: string): CliError =>
  new CliError("OUTPUT_NOT_WRITTEN", `${path} was not written: ${fileProblem(cause)}; ${stays}.`, {
    exitCode: EXIT.unexpected,
    cause,
  });

/** A list of problems, one per line, for an error message. */
export const bulleted = (problems: readonly string[]): string => problems.map((problem) => `  - ${problem}`).join("\n");

/** Codes of other packages that mean bad usage or configuration. All others are unexpected. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  "CONFIG_INVALID",
  "CONFIG_KEY_INVALID",
  "CONFIG_MISSING",
  "CONFIG_UNSUPPORTED",
  "LOAD_LIMITS_TOO_LOW",
  "LOAD_OUTPUT_UNWRITABLE",
  "LOAD_SCENARIO_INVALID",
  "LOAD_SPEC_INVALID",
  "PROJECT_INVALID",
  "PROJECT_NOT_FOUND",
  "RESULTS_BAD_METRIC",
  "RESULTS_BAD_NAME",
  "RESULTS_BAD_OBJECTIVE",
  "RESULTS_CUT_SHORT",
  "RESULTS_DIGEST",
  "RESULTS_EXISTS",
  "RESULTS_FOREIGN_FILE",
  "RESULTS_INVALID",
  "RESULTS_NOT_COMPARABLE",
  "RESULTS_NOT_FOUND",
  "RESULTS_PORT",
  "RESULTS_SCHEMA_VERSION",
  "RESULTS_TOO_LARGE",
  "SECRETS_PASSPHRASE_FILE_UNREADABLE",
  "SECRETS_PASSPHRASE_INCORRECT",
  "SECRETS_PASSPHRASE_MISSING",
  "PRICES_UNREADABLE",
  "STACK_EXPIRED",
  "STACK_FILE_INVALID",
  "STACK_FILE_UNUSUAL",
  "STATE_BACKEND_UNSUPPORTED",
  "STATE_INCONSISTENT",
  "STATE_TOO_NEW",
  "STATE_UNREADABLE",
]);

/** An error as commands show it. Those without a code are bugs, and shown with their stack. */
export function explain(error: unknown): ShownError & { exitCode: ExitCode } {
  if (error instanceof CommanderError)
    return { code: USAGE, message: error.message.replace(/^error: /, ""), exitCode: EXIT.usage };
  const code = systemCode(error);
  if (!(error instanceof Error) || code === undefined)
    return { code: "UNEXPECTED", message: printable(stackOf(error)), exitCode: EXIT.unexpected };
  // The engine's messages name commands of `pulumi`, which are commands of `stackmark pulumi` here.
  const message = printable(error.message).replaceAll("`pulumi ", "`npx stackmark pulumi ");
  return { code, message, exitCode: error instanceof CliError ? error.exitCode : exitCodeFor(code) };
}

function exitCodeFor(code: string): ExitCode {
  if (code === "LOAD_TARGET_UNRESOLVED") return EXIT.invalid;
  return USAGE_CODES.has(code) ? EXIT.usage : EXIT.unexpected;
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
