/** All paths in the home folder, where the program and its providers keep files. */
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** `STACKMARK_HOME` (relative to the working directory), else `.stackmark` in the repository. */
export function homeDir(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.STACKMARK_HOME;
  if (!named) return join(repositoryRoot, ".stackmark");
  return isAbsolute(named) ? named : resolve(named);
}

/** Archive of runs: one folder per run. */
export const runsDir = (home: string): string => join(home, "runs");
/** Prices of clouds that `stackmark prices refresh` has read. */
export const pricesFile = (home: string): string => join(home, "prices.json");
/** Files of one stack other than results. */
export const stackDir = (home: string, stack: string): string => join(home, stack);
/** Identity of the process that runs the stack's program. */
export const liveFile = (home: string, stack: string): string => join(home, "live", stack);
/** While this file exists, the stack's load is stopped. */
export const stopFile = (home: string, stack: string): string => join(home, stack, "stop");
/** Run id that `stackmark run` requested. */
export const wantedRunFile = (home: string, stack: string): string => join(home, stack, "run");
/** Run id of the current pass: its first cell writes it, the others read it. */
export const passFile = (home: string, stack: string): string => join(home, stack, "pass");
/** The attempt at a cell, from its start until the cell is deleted. */
export const cellAttemptFile = (home: string, stack: string, cell: string): string =>
  join(home, stack, "cells", `${cell}.json`);
/** The stack file of the variant that a study measures. */
export const variantFile = (home: string, stack: string): string => join(home, stack, "variant.yaml");
/** Existing machines that still have what a destroyed stack put there: one line of JSON each. */
export const leftOverFile = (home: string, stack: string): string => join(home, stack, "left-over.ndjson");
/** What the clouds held of a stack before its last destroy. */
export const heldFile = (home: string, stack: string): string => join(home, stack, "held-before-destroy.json");
/** What sweeps from here have deleted of a stack in clouds. */
export const sweptFile = (home: string, stack: string): string => join(home, stack, "swept.json");
/** Script that the owner of a machine runs there to join it. It contains a token. */
export const joinScriptFile = (home: string, stack: string, node: string): string =>
  join(home, stack, `join-${node}.sh`);
/** Script that the owner of a machine runs there to remove what the stack put there, if it could not be reached. */
export const removalScriptFile = (home: string, stack: string, node: string): string =>
  join(home, stack, `uninstall-${node}.sh`);
/** Durations of deletes, one line of JSON each. Outputs cannot have them: they are registered before deletes begin. */
export const deletesFile = (home: string, stack: string): string => join(home, stack, "deletes.ndjson");

export type ProcessKind = "nodes" | "links";
/** State folders of detached processes, relative to the home folder, so that resource state is portable. */
export const processDir = (stack: string, kind: ProcessKind, name: string): string => join(stack, kind, name);
