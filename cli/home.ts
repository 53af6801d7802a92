/** Where the command line keeps its files under the home folder. */
import { randomUUID } from "node:crypto";
import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { systemCode } from "../base/errors.ts";
import { makeFolder } from "../base/folder.ts";
import type { Context } from "./context.ts";
import { CliError, outputError } from "./errors.ts";

/** HTML reports without a path of their own. */
export const reportsDir = (home: string): string => join(home, "reports");
/** The file backend of the embedded engine: the folder that holds `.pulumi`. */
export const stateDir = (home: string): string => join(home, "state");

/**
 * Checks, before a long command starts, that a file can be written where the user wants it.
 * @throws {CliError} OUTPUT_NOT_WRITTEN
 */
export function requireOutput(path: string): void {
  let folder = dirname(path);
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw systemError("EISDIR", path);
    while (!existsSync(folder)) folder = dirname(folder);
    if (!statSync(folder).isDirectory()) throw systemError("ENOTDIR", folder);
    requireFilesIn(folder);
  } catch (cause) {
    const error = outputError(path, cause, "nothing was started");
    throw new CliError("OUTPUT_NOT_WRITTEN", error.message, { cause });
  }
}

/** Rights alone don't tell: /proc takes no files whatever they are. */
function requireFilesIn(folder: string): void {
  const draft = join(folder, `.stackmark-${randomUUID()}.tmp`);
  writeFileSync(draft, "", { flag: "wx" });
  rmSync(draft, { force: true });
}

const systemError = (code: string, path: string): Error => Object.assign(new Error(path), { code });

/** @throws {CliError} HOME_NOT_WRITABLE */
export function requireHome({ home }: Pick<Context, "home">): void {
  try {
    makeFolder(home);
    accessSync(home, constants.W_OK);
  } catch (cause) {
    throw new CliError(
      "HOME_NOT_WRITABLE",
      `${home} cannot be written to (${systemCode(cause) ?? "unknown"}), and state and results go there. Set STACKMARK_HOME to another folder.`,
      { cause },
    );
  }
}
