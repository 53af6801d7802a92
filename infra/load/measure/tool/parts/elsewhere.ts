/** Sends the load of a tool from pods or from generator machines. */
import type { LoadTool } from "../../../../catalog/load-tools.ts";
import type { GeneratorMachine } from "../../../../generators/machine.ts";
import type { Owner } from "../../../../jobs/objects.ts";
import type { PodLoad } from "../../../../jobs/with-pods.ts";
import { codeFiles } from "../../../code-digest.ts";
import { baseOf, type SendingHooks, type SentLoad } from "../sent.ts";
import type { ToolSpec } from "../spec.ts";
import { withPodRunners } from "./in-pods.ts";
import { withMachineRunners } from "./on-machines.ts";
import { runParts, surveyRunners } from "./run.ts";
import type { ToolRunner } from "./runner.ts";

export type Elsewhere =
  | { pods: PodLoad; owner: Owner; limitMs: number }
  /** Machines that send the load. */
  | { machines: readonly GeneratorMachine[] };

/**
 * @param folder for what the tool writes, with a folder for each part
 * @param say tells what it waits for
 * @throws {InfraError} LOAD_TOOL_FAILED if the tool is not there; and as pods and machines
 */
export async function sendElsewhere(
  tool: LoadTool,
  { spec, file, target }: { spec: ToolSpec; file: string; target: string },
  where: Elsewhere,
  folder: string,
  { signal, begin, ready, log, say }: SendingHooks & { say: (line: string) => void },
): Promise<SentLoad> {
  const code = { file, files: await codeFiles(file) };
  const send = async (runners: readonly ToolRunner[], requested: string): Promise<SentLoad> => {
    const version = await surveyRunners(tool, runners);
    ready(version);
    const parts = await runParts(tool, { ...spec, target: baseOf(requested) }, runners, folder, { signal, begin });
    for (const { place, lastLines } of parts) for (const line of lastLines) log(`${place}: ${line}`);
    return { version, target: requested, rttMs: null, parts };
  };
  // A part without users would send nothing.
  const mostParts = spec.users ?? Infinity;
  if ("machines" in where) {
    const machines = where.machines.slice(0, mostParts);
    return withMachineRunners(tool, { machines, code }, (runners) => send(runners, target));
  }
  const { pods, owner, limitMs } = where;
  const { pool } = pods;
  const workers = Math.min(pool.workers, mostParts);
  const own = { pods: { ...pods, pool: { ...pool, workers } }, owner, code, limitMs, signal };
  return withPodRunners(tool, own, say, send);
}
