/** Every path under the home folder: the one place that knows where the program and its providers keep things. */
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** `STACKMARK_HOME` (relative to the working directory), else `.stackmark` in the repository. */
export function homeDir(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.STACKMARK_HOME;
  if (!named) return join(repositoryRoot, ".stackmark");
  return isAbsolute(named) ? named : resolve(named);
}

/** Archive of runs: one folder a run. */
export const runsDir = (home: string): string => join(home, "runs");
/** Everything of one stack that isn't a result. */
export const stackDir = (home: string, stack: string): string => join(home, stack);
/** Which process runs the stack's program now. */
export const liveFile = (home: string, stack: string): string => join(home, "live", stack);
/** While this file is there, the stack's load ends. */
export const stopFile = (home: string, stack: string): string => join(home, stack, "stop");
/** The run id that somebody asked for (`stackmark run`). */
export const wantedRunFile = (home: string, stack: string): string => join(home, stack, "run");
/** The run id of the pass that is under way: its first cell writes it, the others take it. */
export const passFile = (home: string, stack: string): string => join(home, stack, "pass");
/** What a cell set out to do, until it is deleted. */
export const cellAttemptFile = (home: string, stack: string, cell: string): string =>
  join(home, stack, "cells", `${cell}.json`);
/** Machines of others that K3s could not be taken off: one line of JSON each. */
export const leftOverFile = (home: string, stack: string): string => join(home, stack, "left-over.ndjson");
/** What the owner of a machine runs on it to join; it holds a token. */
export const joinScriptFile = (home: string, stack: string, node: string): string =>
  join(home, stack, `join-${node}.sh`);
/** How long deletes took: one line of JSON each, since outputs end before deletes begin. */
export const deletesFile = (home: string, stack: string): string => join(home, stack, "deletes.ndjson");

export type ProcessKind = "nodes" | "links";
/** State folders of detached processes, relative to the home folder, so that resource state is portable. */
export const processDir = (stack: string, kind: ProcessKind, name: string): string => join(stack, kind, name);
