/** The thread of `checkScenario`: sends what is wrong with the scenario, or null. */
import { parentPort, workerData } from "node:worker_threads";
import { LoadError } from "../errors.ts";
import type { ScenarioRequest } from "./find.ts";
import { loadScenario } from "./load.ts";

/** `target` is text, because threads cannot pass URLs. */
export type CheckRequest = Omit<ScenarioRequest, "target"> & { target: string };

const request = workerData as CheckRequest;
let problem: string | null = null;
try {
  await loadScenario({ ...request, target: new URL(request.target) });
} catch (error) {
  if (!(error instanceof LoadError)) throw error;
  problem = error.message;
}
parentPort!.postMessage(problem);
