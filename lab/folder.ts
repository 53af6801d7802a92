/** The folder of a lab: everything that it writes is in it, except the cache of programs and images. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Set for every process that runs in the lab. Provider plugins of the lab work only there. */
export const LAB_VARIABLE = "STACKMARK_LAB";
export const CACHE_VARIABLE = "STACKMARK_LAB_CACHE";

const root = join(import.meta.dirname, "..");

/** `STACKMARK_LAB`, else `.stackmark/lab` in the repository. */
export const labDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env[LAB_VARIABLE] ? resolve(env[LAB_VARIABLE]) : join(root, ".stackmark/lab");

/** Programs and images, which all labs of a user share: `STACKMARK_LAB_CACHE`, else `~/.cache/stackmark/lab`. */
export const cacheDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env[CACHE_VARIABLE] ? resolve(env[CACHE_VARIABLE]) : join(homedir(), ".cache/stackmark/lab");

/** Socket of the simulated clouds. */
export const cloudSocket = (dir: string): string => join(dir, "lab.sock");
/** Provider plugins, first on the operator's PATH. */
export const pluginsDir = (dir: string): string => join(dir, "plugins");
/** The Pulumi project: the program as it is, and the stack files for the lab. */
export const projectDir = (dir: string): string => join(dir, "project");
/** State, runs and reports of the operator. */
export const operatorHome = (dir: string): string => join(dir, "home");
