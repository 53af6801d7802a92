/** Where the embedded engine keeps its things under the home folder. */
import { join } from "node:path";

/** The file backend: the folder that holds `.pulumi`. */
export const stateDir = (home: string): string => join(home, "state");
/** Copies of the stack files. */
export const stackFilesDir = (home: string): string => join(home, "stack-files");
