import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { REPLICA_ENTRY } from "./replica-process.ts";

/**
 * Has every module of the services compiled once, and kept where replicas find it. A replica then starts in half the
 * CPU time, which matters to one that restarts under the node's quota, and without the type stripper's 15 MB.
 *
 * Gives the environment that makes replicas use the cache; without it they would only be slower to start.
 */
export async function fillCompileCache(dir: string): Promise<Record<string, string>> {
  const environment = { NODE_COMPILE_CACHE: join(dir, "compile-cache") };
  const loader = spawn(process.execPath, [REPLICA_ENTRY], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: "ignore",
  });
  await once(loader, "exit");
  return environment;
}
