/** The folder of a lab: everything that it writes is in it, except the cache of programs and images. */
import { join, resolve } from "node:path";
import { LAB_VARIABLE } from "./protocol/environment.ts";

const root = join(import.meta.dirname, "..");

/** `STACKMARK_LAB`, else `.stackmark/lab` in the repository. */
export const labDir = (env: NodeJS.ProcessEnv = process.env): string =>
  env[LAB_VARIABLE] ? resolve(env[LAB_VARIABLE]) : join(root, ".stackmark/lab");

/** Provider plugins, first on the operator's PATH. */
export const pluginsDir = (dir: string): string => join(dir, "plugins");
/** The Pulumi project: the program as it is, and the stack files for the lab. */
export const projectDir = (dir: string): string => join(dir, "project");
/** A folder for each machine. */
export const machinesDir = (dir: string): string => join(dir, "machines");
/** State, runs and reports of the operator. */
export const operatorHome = (dir: string): string => join(dir, "home");
/** The operator's file backend, of both engines. */
export const stateDir = (dir: string): string => join(operatorHome(dir), "state");
/** What the mirror serves of K3s. */
export const releasesDir = (dir: string): string => join(dir, "mirror");
