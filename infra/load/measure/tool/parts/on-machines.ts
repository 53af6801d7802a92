/** Sends the load of a tool from generator machines, each with its part of it. */
import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import type { LoadTool } from "../../../../catalog/load-tools.ts";
import type { GeneratorMachine } from "../../../../generators/machine.ts";
import { portable, type PortableCode, type ScenarioCode } from "../../../../generators/scenario-code.ts";
import { sendCode } from "../../../../generators/send-code.ts";
import { makeWorkerFolder, workerFolder } from "../../../../generators/worker-scripts.ts";
import { openStream, withConnection } from "../../../../ssh/with-connection.ts";
import { removeScript } from "./scripts.ts";
import { read, type ToolRunner } from "./runner.ts";

interface PlannedRunner extends Pick<GeneratorMachine, "name" | "claim" | "access"> {
  /** Relative to the user's home. */
  folder: string;
}

const CONNECT_LIMIT_MS = 20_000;
const SCRIPT_LIMIT_MS = 20_000;

/** Nothing but the connection says that a machine has ended. */
const NEVER = new Promise<never>(() => undefined);

/**
 * Copies the tool's file to each machine, and removes it afterwards with all that the tool wrote.
 * @param use sends the load from these runners
 * @throws {InfraError} SSH_UNREACHABLE, SSH_REFUSED, SSH_COMMAND, SSH_UPLOAD; and what `use` throws
 */
export async function withMachineRunners<T>(
  tool: Pick<LoadTool, "usesAllCores">,
  { machines, code: own }: { machines: readonly GeneratorMachine[]; code: ScenarioCode },
  use: (runners: readonly ToolRunner[]) => Promise<T>,
): Promise<T> {
  const load = randomUUID();
  const code = portable(own);
  const settled = await Promise.allSettled(
    machines.flatMap((machine) => runnersOn(machine, tool, load)).map((runner) => prepare(runner, code)),
  );
  const runners = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  try {
    const failed = settled.find((each) => each.status === "rejected");
    if (failed) throw failed.reason;
    return await use(runners);
  } finally {
    // A machine that is out of reach keeps the folder; the tool on it ends by itself.
    await Promise.all(runners.map((runner) => read(runner, removeScript(runner.paths)).catch(() => undefined)));
  }
}

/** One process, or one for each core that the load may use. */
function runnersOn(
  { name, workers, claim, access }: GeneratorMachine,
  { usesAllCores }: Pick<LoadTool, "usesAllCores">,
  load: string,
): PlannedRunner[] {
  const count = usesAllCores ? 1 : workers;
  return Array.from({ length: count }, (_, at) => {
    const index = at + 1;
    return { name: count === 1 ? name : `${name} ${index}`, claim, access, folder: workerFolder(load, index) };
  });
}

function prepare({ name, claim, access, folder }: PlannedRunner, code: PortableCode): Promise<ToolRunner> {
  return withConnection(access, CONNECT_LIMIT_MS, async (connection) => {
    const home = (await connection.run(folderScript(folder, claim), { limitMs: SCRIPT_LIMIT_MS })).trim();
    const entry = await sendCode(connection, code, folder);
    const paths = { work: posix.join(home, folder), file: posix.join(home, entry) };
    const open: ToolRunner["open"] = async (text) => (await openStream(access, CONNECT_LIMIT_MS, text)).end();
    return { name, paths, address: access.host, open, ended: NEVER };
  });
}

/** Makes the folder of a part, which names its stack, and prints the user's home. */
const folderScript = (folder: string, claim: string): string => [...makeWorkerFolder(folder, claim), "pwd"].join("\n");
