/** Checks a scenario in a thread of its own, with which everything ends that its module leaves behind, such as timers. */
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { LoadError } from "../errors.ts";
import type { CheckRequest } from "./check-thread.ts";
import { invalidScenario } from "./module.ts";

/** Beside this file, with the ending that this file has: `.ts` in the repository, `.js` as published. */
const THREAD = new URL(`./check-thread${extname(import.meta.url)}`, import.meta.url);

/**
 * As `loadScenario`, without its result.
 * @throws LoadError `LOAD_SCENARIO_INVALID`
 */
export async function checkScenario(request: CheckRequest): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  // Standard output is for results.
  const thread = new Worker(THREAD, { workerData: request, stdout: true });
  thread.stdout.on("data", (printed: Buffer) => process.stderr.write(printed));
  thread.once("message", resolve).once("error", reject);
  thread.once("exit", (code) => reject(invalidScenario(request.name, [`its thread ended with exit code ${code}`])));
  const problem = await promise.finally(() => thread.terminate());
  if (problem !== null) throw new LoadError("LOAD_SCENARIO_INVALID", problem);
}
