/** K3s' log: logrus' text format on standard error. */
import { messageOf } from "../../../base/errors.ts";

type Level = "info" | "warning" | "error" | "fatal";

function write(level: Level, message: string): void {
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  process.stderr.write(`time="${time}" level=${level} msg=${JSON.stringify(message)}\n`);
}

export const log = {
  info: (message: string): void => write("info", message),
  warn: (message: string): void => write("warning", message),
  error: (message: string): void => write("error", message),
};

/** For what fails while something else is waited for. */
export const fatally = (error: unknown): never => fatal(messageOf(error));

/** Ends the program. What it had started ends with it. */
export function fatal(message: string): never {
  write("fatal", message);
  process.exit(1);
}
