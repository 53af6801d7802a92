/** Where the command line keeps its files under the home folder. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../base/errors.ts";
import type { Context } from "./context.ts";
import { CliError } from "./errors.ts";

/** HTML reports without a path of their own. */
export const reportsDir = (home: string): string => join(home, "reports");
/** The file backend of the embedded engine: the folder that holds `.pulumi`. */
export const stateDir = (home: string): string => join(home, "state");
/** Copies of the stack files, which the embedded engine writes. */
export const stackFilesDir = (home: string): string => join(home, "stack-files");

/** @throws {CliError} HOME_NOT_WRITABLE */
export function requireHome({ home }: Pick<Context, "home">): void {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (cause) {
    throw new CliError(
      "HOME_NOT_WRITABLE",
      `${home} cannot be written to (${systemCode(cause) ?? "unknown"}), and state and results go there. Set STACKMARK_HOME to another folder.`,
      { cause },
    );
  }
}
