import { spawn, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { PROTOCOL_FD } from "../worker/protocol.ts";
import type { WorkerSource } from "./worker-source.ts";

/** Beside this file's folder, with the ending that this file has: `.ts` in the repository, `.js` as published. */
const WORKER_MAIN = fileURLToPath(new URL(`../worker/main${extname(import.meta.url)}`, import.meta.url));

/**
 * Size of a worker's nursery. Users who think are many: their objects live long, and a large nursery would only hold
 * them twice (a small one halves what a user costs, bench/memory.ts). Without think times requests are what counts, and
 * theirs die at once: the larger the nursery, the less is copied (some 8 % of CPU, bench/throughput.ts).
 */
const SEMI_SPACE_MIB = { thinking: 4, driven: 16 };

/** Options of Node for a worker whose users think between requests, or are driven as fast as answers or a schedule come. */
const nodeOptions = (users: keyof typeof SEMI_SPACE_MIB): string[] => [
  `--max-semi-space-size=${SEMI_SPACE_MIB[users]}`,
];

/** Starts a worker process; a pipe of its own carries the protocol, and what it or its scenario prints goes to our stderr. */
export function startWorkerProcess(users: keyof typeof SEMI_SPACE_MIB, name: string): WorkerSource {
  const child: ChildProcess = spawn(process.execPath, [...nodeOptions(users), WORKER_MAIN], {
    stdio: ["ignore", process.stderr.fd, "inherit", "pipe"],
    env: workerEnvironment(),
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(signal === null ? `exited with ${code}` : `died by ${signal}`));
  });
  return {
    place: { name },
    open: () => Promise.resolve(child.stdio[PROTOCOL_FD] as Duplex),
    reattachMs: 0,
    ended,
    kill: () => void child.kill("SIGKILL"),
  };
}

/**
 * What the parent was started with (a debugger, loaders) isn't meant for its workers; its cache of compiled code is: a
 * process that has to strip types first never gets that memory back.
 */
function workerEnvironment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  const kept = cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) };
  return { ...process.env, NODE_OPTIONS: "", ...kept };
}
