/** Sends the load of a tool from this machine. */
import { dirname } from "node:path";
import { reachTarget } from "@stackmark/loadgen";
import { startTimeOfDay } from "../../../../base/timer.ts";
import type { LoadTool } from "../../../catalog/load-tools.ts";
import { InfraError } from "../../../errors.ts";
import { findTool, toolVersion } from "../../find-tool.ts";
import { runProcess } from "./process.ts";
import { baseOf, type SendingHooks, type SentLoad } from "./sent.ts";
import type { ToolSpec } from "./spec.ts";

/**
 * @param file absolute path of the script
 * @param folder for what the tool writes
 * @throws {InfraError} LOAD_TOOL_FAILED if the tool is not there
 */
export async function sendHere(
  tool: LoadTool,
  { spec, file, target }: { spec: ToolSpec; file: string; target: string },
  folder: string,
  { signal, begin, ready, log }: SendingHooks,
): Promise<SentLoad> {
  const path = findTool(spec.tool);
  if (path === undefined) {
    const message = `${tool.title} is not installed any more: there is no \`${tool.command}\` on PATH, nor does ${tool.variable} name it`;
    throw new InfraError("LOAD_TOOL_FAILED", message);
  }
  const version = await toolVersion(spec.tool, path);
  const { rttMs } = await reachTarget(new URL(target));
  const base = baseOf(target);
  const timeOfDay = startTimeOfDay();
  ready(version);
  begin();
  const end = await runProcess(
    {
      ...{ path, args: tool.args({ ...spec, file, target: base, folder }), cwd: dirname(file) },
      env: { ...process.env, TARGET: base },
    },
    { signal, onLine: log },
  );
  const part = { ...end, place: undefined, folder, endedMs: timeOfDay(), isStopped: signal.aborted };
  return { version, target, rttMs, parts: [part] };
}
