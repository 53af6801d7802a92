import { existsSync } from "node:fs";
import { formatClock } from "../../base/duration.ts";
import { startTimer } from "../../base/timer.ts";
import { LoadStop } from "../coordinator/coordinator.ts";

/** Interval of checks for the stop file. */
const POLL_INTERVAL_MS = 250;

/** Ends a load from outside: at its deadline, or when a file appears. */
export function watchStops(
  { deadlineMs, stopFile }: { deadlineMs: number | undefined; stopFile: string | undefined },
  stop: (reason: LoadStop) => void,
): { end(): void } {
  const deadline =
    deadlineMs === undefined
      ? undefined
      : startTimer(deadlineMs, () =>
          stop(new LoadStop("deadline", `Ended at its deadline, ${formatClock(deadlineMs)} after the command.`)),
        );
  const look =
    stopFile === undefined
      ? undefined
      : setInterval(() => {
          if (existsSync(stopFile)) stop(new LoadStop("stop-file", `Ended because ${stopFile} appeared.`));
        }, POLL_INTERVAL_MS);
  return {
    end() {
      deadline?.cancel();
      if (look !== undefined) clearInterval(look);
    },
  };
}
