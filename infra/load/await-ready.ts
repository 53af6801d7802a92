/** What a cell waits for before its load: its metrics can be read, and its entry answers where the load comes from. */
import { checkReady } from "../observability/readiness.ts";
import type { CellInputs } from "./cell.ts";
import { askEntry } from "./entry.ts";
import type { watchStop, StopReason } from "./stop.ts";

export interface ReadyTools {
  checkReady: typeof checkReady;
  askEntry: typeof askEntry;
  watchStop: typeof watchStop;
  print: (line: string) => void;
}

export const realReadyTools = { checkReady, askEntry };

/**
 * @returns why the wait was stopped, if it was
 * @throws {InfraError} WORKLOAD_NOT_READY with what is missing
 */
export async function awaitReady(
  inputs: Pick<CellInputs, "stack" | "cap" | "cell" | "metrics" | "target" | "machines" | "pods">,
  tools: ReadyTools,
): Promise<StopReason | null> {
  // The waits have limits of their own.
  using stop = tools.watchStop(inputs, Infinity);
  if (stop.reason) return stop.reason;
  try {
    await tools.checkReady(inputs.metrics, {
      say: (line) => tools.print(`[${inputs.cell}] ${line}`),
      isStopped: () => stop.reason !== null,
    });
    // Pods reach the entry by another way, which may be the only one.
    if (inputs.pods === undefined) await tools.askEntry(inputs.target, inputs.machines);
  } catch (error) {
    if (!stop.reason) throw error;
  }
  return stop.reason;
}
