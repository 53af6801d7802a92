/** Starts the workers of one load on generator machines. */
import { randomUUID } from "node:crypto";
import type { WorkerSource } from "@stackmark/loadgen";
import { withConnection } from "../ssh/with-connection.ts";
import { installGenerator } from "./install.ts";
import type { GeneratorMachine } from "./machine.ts";
import { portable, type PortableCode, type ScenarioCode } from "./scenario-code.ts";
import { sendCode } from "./send-code.ts";
import { sshWorker } from "./ssh-worker.ts";
import { startScript, workerFolder } from "./worker-scripts.ts";

const CONNECT_LIMIT_MS = 20_000;
const SCRIPT_LIMIT_MS = 60_000;

/**
 * Installs the generator on each machine, as far as it is not there, and starts its workers.
 * @param scenario the user's own. Undefined: a built-in scenario
 * @returns all workers, in the order of machines; the coordinator ends them
 * @throws {InfraError} as `installGenerator` does; workers that were started by then end after a minute without a coordinator
 */
export async function startWorkers(
  machines: readonly GeneratorMachine[],
  scenario: ScenarioCode | undefined,
): Promise<WorkerSource[]> {
  const load = randomUUID();
  const code = scenario && portable(scenario);
  const started = await Promise.all(machines.map((machine) => startOn(machine, load, code)));
  return started.flat();
}

function startOn(machine: GeneratorMachine, load: string, code: PortableCode | undefined): Promise<WorkerSource[]> {
  const { name, region, zone, workers, claim, access } = machine;
  return withConnection(access, CONNECT_LIMIT_MS, async (connection) => {
    const installed = await installGenerator(connection, machine);
    const sources: WorkerSource[] = [];
    for (let index = 1; index <= workers; index += 1) {
      const folder = workerFolder(load, index);
      await connection.run(startScript(installed, folder, claim), { limitMs: SCRIPT_LIMIT_MS });
      const scenario = code && (await sendCode(connection, code, folder));
      const place = { name: workers === 1 ? name : `${name} ${index}`, machine: name, region, zone };
      sources.push(sshWorker({ place, access, installed, folder, scenario }));
    }
    return sources;
  });
}
