/** Shell scripts that start, end and remove a worker on a generator machine. Pure. */
import { workerNodeOptions } from "@stackmark/loadgen/schema";
import { quote } from "../ssh/shell.ts";
import type { Installed } from "./install.ts";

/** Folders of loads, in the user's home. */
const LOADS = ".stackmark/loads";

/** Whether its users think is known once it has their scenario. */
const NODE_OPTIONS = workerNodeOptions("driven").join(" ");

/** @param load unique on the machine: a folder that exists is another load's */
export const workerFolder = (load: string, index: number): string => `${LOADS}/${load}-${index}`;

/** Starts a worker that outlives this connection; it takes as many files as the machine allows. */
export const startScript = ({ node, generator }: Installed, folder: string): string =>
  [
    "set -eu",
    'cd "$HOME"',
    "umask 077",
    `mkdir -p ${LOADS}`,
    `mkdir ${quote(folder)}`,
    'ulimit -n "$(ulimit -Hn)"',
    `nohup setsid ./${node} ${NODE_OPTIONS} ./${generator} serve "$HOME"/${quote(folder)} </dev/null >${quote(folder)}/log 2>&1 &`,
    `echo $! >${quote(folder)}/pid`,
  ].join("\n");

/** Connects with a worker. */
export const attachCommand = ({ node, generator }: Installed, folder: string): string =>
  `cd "$HOME" && exec ./${node} ./${generator} attach "$HOME"/${quote(folder)}`;

/** The end of what a worker printed, for the reader of an error. */
export const logScript = (folder: string): string => `tail -c 2000 "$HOME"/${quote(folder)}/log`;

/** Ends a worker, if the process is still the one that was started, and removes its folder. */
export const removeScript = (folder: string): string =>
  [
    'cd "$HOME"',
    `pid=$(cat ${quote(folder)}/pid 2>/dev/null) || pid=`,
    `if [ -n "$pid" ] && tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF ${quote(`/${folder}`)}; then kill -9 "$pid"; fi`,
    `rm -rf ${quote(folder)}`,
  ].join("\n");
