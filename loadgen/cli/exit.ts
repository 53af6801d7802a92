import type { CellResult } from "../schema/cell.ts";

/** Exit codes, the same as those of every other command. */
export const EXIT = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  deadline: 3,
  invalid: 98,
  threshold: 99,
  interrupted: 105,
} as const;

/** Of a finished load; where several apply, the earlier reason wins. */
export function exitCodeOf(result: CellResult, interrupted: boolean): number {
  const ended = (code: string) => result.reasons.some((reason) => reason.code === code);
  if (interrupted || ended("stop-file")) return EXIT.interrupted;
  if (ended("deadline")) return EXIT.deadline;
  if (result.status === "invalid") return EXIT.invalid;
  if (ended("error-rate")) return EXIT.threshold;
  return result.thresholds?.some(({ holds }) => !holds) ? EXIT.threshold : EXIT.ok;
}
