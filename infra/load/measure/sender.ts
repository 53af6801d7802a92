/** Sends a load from where its cell says: this machine, generator machines, or pods in the cluster. */
import type { runLoad } from "@stackmark/loadgen";
import type { ScenarioCode } from "../../generators/scenario-code.ts";
import type { startWorkers } from "../../generators/start.ts";
import type { runInPods } from "../../jobs/run.ts";
import { plannedMs, type CellInputs, type CellSpec } from "../cell.ts";
import { codeFiles } from "../code-digest.ts";
import type { Sendable } from "./sendable.ts";
import type { Elsewhere } from "./tool/parts/elsewhere.ts";

export interface SenderTools {
  runLoad: typeof runLoad;
  startWorkers: typeof startWorkers;
  runInPods: typeof runInPods;
}

type Sender = typeof runLoad;

/** From the first request until the load is aborted. */
export const limitMsOf = ({ marginMs }: Pick<CellInputs, "marginMs">, spec: CellSpec): number =>
  plannedMs(spec) + spec.gracefulStopMs + marginMs;

/** @param say tells what the load waits for */
export function senderOf(
  inputs: Pick<CellInputs, "stack" | "cell" | "generators" | "pods" | "marginMs">,
  code: Pick<Sendable, "file">,
  tools: SenderTools,
  say: (line: string) => void,
): Sender {
  const { stack, cell, generators, pods } = inputs;
  if (pods !== undefined)
    return async (load, hooks = {}) => {
      const spec = load as CellSpec;
      const run = {
        owner: { stack, cell },
        spec,
        code: await scenarioCode(code),
        limitMs: limitMsOf(inputs, spec),
        hooks,
      };
      return tools.runInPods(pods, run, tools.runLoad, say);
    };
  if (generators)
    return async (load, hooks) =>
      tools.runLoad(load, hooks, await tools.startWorkers(generators, await scenarioCode(code), hooks?.signal));
  return tools.runLoad;
}

/** Where a tool sends the load. Undefined: from this machine. */
export function elsewhereOf(
  inputs: Pick<CellInputs, "stack" | "cell" | "generators" | "pods" | "marginMs">,
  spec: CellSpec,
): Elsewhere | undefined {
  const { stack, cell, generators, pods } = inputs;
  if (pods !== undefined) return { pods, owner: { stack, cell }, limitMs: limitMsOf(inputs, spec) };
  return generators ? { machines: generators } : undefined;
}

/** Undefined: a built-in scenario. */
async function scenarioCode({ file }: Pick<Sendable, "file">): Promise<ScenarioCode | undefined> {
  return file === undefined ? undefined : { file, files: await codeFiles(file) };
}
