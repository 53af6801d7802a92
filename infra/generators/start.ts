/** Starts the workers of one load on generator machines. */
import { randomUUID } from "node:crypto";
import type { WorkerSource } from "@stackmark/loadgen";
import type { SshConnection } from "../ssh/connection.ts";
import { withConnection } from "../ssh/with-connection.ts";
import { installGenerator } from "./install.ts";
import type { GeneratorMachine } from "./machine.ts";
import { portable, type PortableCode, type ScenarioCode } from "./scenario-code.ts";
import { codePath, sendCode } from "./send-code.ts";
import { sshWorker } from "./ssh-worker.ts";
import { startScript, workerFolder } from "./worker-scripts.ts";

const CONNECT_LIMIT_MS = 20_000;
const SCRIPT_LIMIT_MS = 60_000;

/**
 * Installs the generator on each machine, as far as it is not there, and starts its workers.
 * @param scenario the user's own. Undefined: a built-in scenario
 * @param signal aborts it, also while a file is sent
 * @returns all workers, in the order of machines; the coordinator ends them
 * @throws {InfraError} as `installGenerator` does, and the reason of the signal; workers that were started by then are ended
 */
export async function startWorkers(
  machines: readonly GeneratorMachine[],
  scenario: ScenarioCode | undefined,
  signal?: AbortSignal,
): Promise<WorkerSource[]> {
  const load = randomUUID();
  const code = scenario && portable(scenario);
  const started = machines.map((): WorkerSource[] => []);
  const failed = new AbortController();
  const stop = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  const starts = machines.map((machine, index) =>
    startOn(machine, { load, code }, started[index]!, stop).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  try {
    await Promise.all(starts);
    return started.flat();
  } catch (error) {
    await Promise.allSettled(starts);
    for (const worker of started.flat()) worker.kill();
    await Promise.all(started.flat().map(({ ended }) => ended));
    throw signal?.aborted ? signal.reason : error;
  }
}

/** @param started gets each worker before it runs, so that it can be ended if its start fails */
function startOn(
  machine: GeneratorMachine,
  { load, code }: { load: string; code: PortableCode | undefined },
  started: WorkerSource[],
  signal: AbortSignal,
): Promise<void> {
  const { name, region, zone, workers, claim, access } = machine;
  const start = async (connection: SshConnection): Promise<void> => {
    const installed = await installGenerator(connection, machine);
    for (let index = 1; index <= workers; index += 1) {
      const folder = workerFolder(load, index);
      const place = { name: workers === 1 ? name : `${name} ${index}`, machine: name, region, zone };
      const scenario = code && codePath(folder, code.entry);
      started.push(sshWorker({ place, access, installed, folder, scenario }));
      await connection.run(startScript(installed, folder, claim), { limitMs: SCRIPT_LIMIT_MS });
      if (code) await sendCode(connection, code, folder);
    }
  };
  return withConnection(access, CONNECT_LIMIT_MS, start, signal);
}
