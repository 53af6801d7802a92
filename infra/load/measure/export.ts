/** Writes the metrics of a cell's load to a receiver while it runs. */
import { exportTarget, remoteWrite, type LoadOutput } from "@stackmark/loadgen";
import type { CellInputs } from "../cell.ts";

/** `null`: the stack file names no receiver. */
export function exportMetrics({
  export: receiver,
  stack,
  level,
  repeat,
}: Pick<CellInputs, "export" | "stack" | "level" | "repeat">): LoadOutput | null {
  if (receiver === undefined) return null;
  const { remoteWrite: url, labels } = receiver;
  return remoteWrite(exportTarget(url, { stack, level, repeat: String(repeat), ...labels }));
}
