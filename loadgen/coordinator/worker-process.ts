import { spawn, type ChildProcess } from "node:child_process";
import { getCompileCacheDir } from "node:module";
import { dirname, extname } from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import { workerNodeOptions, type UserPace } from "../schema/worker-command.ts";
import { PROTOCOL_FD } from "../worker/protocol.ts";
import type { WorkerSource } from "./worker-source.ts";

/** Beside this file's folder, with the ending that this file has: `.ts` in the repository, `.js` as published. */
const WORKER_MAIN = fileURLToPath(new URL(`../worker/main${extname(import.meta.url)}`, import.meta.url));

/** Starts a worker process; a pipe of its own carries the protocol, and what it or its scenario prints goes to our stderr. */
export function startWorkerProcess(pace: UserPace, name: string): WorkerSource {
  const child: ChildProcess = spawn(process.execPath, [...workerNodeOptions(pace), WORKER_MAIN], {
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
