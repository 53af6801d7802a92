/** Sends the load of a tool from pods in the cluster, each with its part of it. */
import { randomUUID } from "node:crypto";
import type { LoadTool } from "../../../../catalog/load-tools.ts";
import { portable, type ScenarioCode } from "../../../../generators/scenario-code.ts";
import { CODE_FOLDER, PROGRAM_FOLDER, WORK_FOLDER } from "../../../../jobs/names.ts";
import { programFiles, type Owner } from "../../../../jobs/objects.ts";
import { withPods, type PodLoad } from "../../../../jobs/with-pods.ts";
import type { ToolRunner } from "./runner.ts";
import { markedScript, wholeOutput } from "./whole-output.ts";

export interface PodRunners {
  pods: PodLoad;
  owner: Owner;
  code: ScenarioCode;
  limitMs: number;
  signal: AbortSignal;
}

/** Its files are read by commands in the pod, so the pod outlives the tool. */
const IDLE = ["sleep", "2147483647"];

/**
 * @param use sends the load from these runners to this URL
 * @throws {InfraError} as `withPods`; and what `use` throws
 */
export function withPodRunners<T>(
  { podEnvironment = {} }: Pick<LoadTool, "podEnvironment">,
  { pods: load, owner, code: own, limitMs, signal }: PodRunners,
  say: (line: string) => void,
  use: (runners: readonly ToolRunner[], target: string) => Promise<T>,
): Promise<T> {
  const code = portable(own);
  // The file system of the image is read-only, and its user may have no home.
  const environment = { HOME: WORK_FOLDER, TMPDIR: WORK_FOLDER, ...podEnvironment };
  const program = { command: IDLE, environment, files: programFiles(code) };
  const paths = { work: WORK_FOLDER, file: `${PROGRAM_FOLDER}/${CODE_FOLDER}/${code.entry}` };
  return withPods(load, { owner, program, limitMs, signal }, say, (pods, target) =>
    use(
      pods.map(({ place, address, exec, ended }): ToolRunner => {
        const open: ToolRunner["open"] = async (script) => {
          const mark = randomUUID();
          return wholeOutput(await exec(["sh", "-c", markedScript(script, mark)]), mark);
        };
        return { name: place.name, paths, address: address ?? "", open, ended };
      }),
      target,
    ),
  );
}
