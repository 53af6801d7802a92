/** Executable files. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether it is a file that this user may run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Path of a command's first executable on PATH; `undefined` if there is none. */
export const findOnPath = (command: string, env: NodeJS.ProcessEnv): string | undefined =>
  (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, command))
    .find(isExecutable);
