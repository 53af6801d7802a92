/** Errors of all packages as text for people and an exit code: the one table from code to exit. */
import { CliError } from "./errors.ts";
import { EXIT, type ExitCode } from "./exit.ts";

/** Codes (by prefix) that mean the user can mend the input; nothing was started. */
const usage = ["CONFIG_", "STACK_", "PLAN_", "RESULTS_", "RUN_", "PROJECT_", "LOAD_SPEC", "ARCHIVE_"];

export function explain(error: unknown): { text: string; exitCode: ExitCode } {
  if (!(error instanceof Error)) return { text: `stackmark: ${String(error)}\n`, exitCode: EXIT.unexpected };
  const code = (error as { code?: unknown }).code;
  if (error instanceof CliError) return { text: `${error.message}\n`, exitCode: error.exitCode };
  if (typeof code === "string" && usage.some((prefix) => code.startsWith(prefix)))
    return { text: `${error.message}\n`, exitCode: EXIT.usage };
  if (typeof code === "string") return { text: `stackmark: ${error.message} (${code})\n`, exitCode: EXIT.unexpected };
  return { text: `stackmark: ${error.stack ?? error.message}\n`, exitCode: EXIT.unexpected };
}
