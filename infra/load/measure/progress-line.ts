import { progressText, type Progress } from "@stackmark/loadgen";
import { formatClock } from "../../../base/duration.ts";

/** Progress of a load as one line: `pulumi up` shows what a provider writes to stderr. */
export function progressLine(progress: Progress): string {
  const { remainingMs } = progress;
  const left = remainingMs === undefined ? "" : `${formatClock(remainingMs)} left  `;
  return `${left}${progressText(progress)}`;
}
