/** How every command shows an error: as text for people, and with `--json` also as an object for scripts. */

/** One of the codes that docs/errors.md lists, what happened, and the exit code of the command. */
export interface ShownError {
  code: string;
  message: string;
  exitCode: number;
}

export const errorText = ({ code, message }: Pick<ShownError, "code" | "message">): string =>
  `error[${code}]: ${message}\n`;

/** For stdout, where nothing else was printed to it. */
export const errorJson = ({ code, message, exitCode }: ShownError): string =>
  `${JSON.stringify({ error: { code, message, exitCode } }, null, 2)}\n`;

/** The code of what Commander refuses: unknown commands and options, and missing arguments. */
export const USAGE = "USAGE";

/** What Commander prints, with {@link USAGE} after its `error`. */
export const withUsageCode = (text: string): string => text.replace(/^error: /, `error[${USAGE}]: `);
