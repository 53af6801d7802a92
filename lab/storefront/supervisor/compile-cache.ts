import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { REPLICA_ENTRY } from "./replica-process.ts";

/**
 * Compiles all modules of the services once, into a cache for replicas. A replica then starts in half the CPU time, which
 * matters when it restarts under the node's quota, and without the type stripper's 15 MB.
 *
 * Returns the environment variables that make replicas use the cache. Without the cache, they only start more slowly.
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
