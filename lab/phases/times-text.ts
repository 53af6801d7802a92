import { formatDuration } from "../../base/duration.ts";
import type { PhaseResult } from "./run-phase.ts";

/** How long a phase took, for the end of a rehearsal; `undefined` if it did not come up. Pure. */
export function timesText({ phase, times }: Pick<PhaseResult, "phase" | "times">): string | undefined {
  const { firstLoadMs, upMs, destroyMs } = times;
  if (firstLoadMs === null || upMs === null) return undefined;
  const end = destroyMs === null ? "" : `, destroyed in ${formatDuration(destroyMs)}`;
  return `${phase}: first load after ${formatDuration(firstLoadMs)}, complete after ${formatDuration(upMs)}${end}`;
}
