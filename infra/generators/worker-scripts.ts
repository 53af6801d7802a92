/** Shell scripts that start, end and remove a worker on a generator machine. Pure. */
import { workerNodeOptions } from "@stackmark/loadgen/schema";
import { quote, removeFolder } from "../ssh/shell.ts";
import { CLAIM_FILE, LOADS } from "./folders.ts";
import type { Installed } from "./install.ts";

/** Whether its users think is known once it has their scenario. */
const NODE_OPTIONS = workerNodeOptions("driven").join(" ");

/** @param load unique on the machine: a folder that exists is another load's */
export const workerFolder = (load: string, index: number): string => `${LOADS}/${load}-${index}`;

/**
 * Lines that make the folder of a worker.
 * @param claim of the stack, by which a folder that a killed load left is found
 */
export const makeWorkerFolder = (folder: string, claim: string): string[] => [
  "set -eu",
  'cd "$HOME"',
  "umask 077",
  `mkdir -p ${LOADS}`,
  `mkdir ${quote(folder)}`,
  `echo ${quote(claim)} >${quote(folder)}/${CLAIM_FILE}`,
];

/** Starts a worker that outlives this connection; it takes as many files as the machine allows. */
export const startScript = ({ node, generator }: Installed, folder: string, claim: string): string =>
  [
    ...makeWorkerFolder(folder, claim),
    'ulimit -n "$(ulimit -Hn)"',
    `nohup setsid ./${node} ${NODE_OPTIONS} ./${generator} serve "$HOME"/${quote(folder)} </dev/null >${quote(folder)}/log 2>&1 &`,
    `echo $! >${quote(folder)}/pid`,
  ].join("\n");

/** Connects with a worker. */
export const attachCommand = ({ node, generator }: Installed, folder: string): string =>
  `cd "$HOME" && exec ./${node} ./${generator} attach "$HOME"/${quote(folder)}`;

/** Prints whether a worker runs; if not, also the end of what it printed, for the reader of an error. */
export const lookScript = (folder: string): string =>
  [
    `cd "$HOME"/${quote(folder)} 2>/dev/null || { echo ended; exit; }`,
    'if kill -0 "$(cat pid)" 2>/dev/null; then echo running; exit; fi',
    "echo ended",
    "tail -c 2000 log 2>/dev/null || true",
  ].join("\n");

/** @returns what a worker that has ended printed; `null` while it runs */
export function logIn(printed: string): string | null {
  const [first, ...log] = printed.split("\n");
  return first === "running" ? null : log.join("\n").trim();
}

/**
 * Lines that end the worker of `$folder` with its process group, if its process is still the one that was started, and remove
 * the folder.
 */
export const REMOVE_WORKER = [
  'pid=$(cat "$folder/pid" 2>/dev/null) || pid=',
  `if [ -n "$pid" ] && tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "/$folder"; then kill -9 "-$pid"; fi`,
  removeFolder('"$folder"'),
];

export const removeScript = (folder: string): string =>
  ['cd "$HOME"', `folder=${quote(folder)}`, ...REMOVE_WORKER].join("\n");
