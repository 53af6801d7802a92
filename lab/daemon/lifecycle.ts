import { messageOf } from "../../base/errors.ts";
import { LabError } from "../errors.ts";

/** Shuts this daemon down cleanly on SIGTERM and SIGINT. */
export function endOnSignal(shutdown: () => Promise<void>): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void shutdown().catch(exitWith));
}

/** Prints the error to stderr and exits with 2 for a malformed start file, 1 for anything else. */
export function exitWith(error: unknown): never {
  const code = error instanceof LabError ? error.code : "internal";
  console.error(`${code}: ${messageOf(error)}`);
  process.exit(code === "LAB_MALFORMED_START_FILE" ? 2 : 1);
}
