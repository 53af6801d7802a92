import { EXIT, type ExitCode } from "./exit.ts";

/** An error that ends a command: `code` is stable, the message says what was wrong, where, and what to do. */
export class CliError extends Error {
  readonly code: string;
  readonly exitCode: ExitCode;

  constructor(code: string, message: string, options: { exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "CliError";
    this.code = code;
    this.exitCode = options.exitCode ?? EXIT.usage;
  }
}
