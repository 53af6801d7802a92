import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { systemCode } from "./errors.ts";

/**
 * Creates a folder and the missing ones above it. Node's own `recursive` never returns where a folder that exists refuses
 * new ones with ENOENT, as /proc does.
 * @param mode of the new folders. Default: 0o777, less the umask.
 * @throws the system's error
 */
export function makeFolder(path: string, mode?: number): void {
  const missing = [resolve(path)];
  while (!existsSync(dirname(missing[0]!))) missing.unshift(dirname(missing[0]!));
  for (const folder of missing) makeOne(folder, mode);
}

/** Another process may have created it in the meantime. */
function makeOne(folder: string, mode: number | undefined): void {
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    const isThere = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
    if (systemCode(error) !== "EEXIST" || !isThere) throw error;
  }
}
