import type { CellResult } from "../result/cell.ts";

/** Exit codes, the same as those of every other command. */
export const exitCodes = { ok: 0, unexpected: 1, usage: 2, invalid: 98, threshold: 99, interrupted: 105 } as const;

/** Of a finished load; where several apply, the earlier reason wins. */
export function exitCodeOf(result: CellResult, interrupted: boolean): number {
  if (interrupted) return exitCodes.interrupted;
  if (result.status === "invalid") return exitCodes.invalid;
  return result.thresholds?.some(({ holds }) => !holds) ? exitCodes.threshold : exitCodes.ok;
}
