import { existsSync } from "node:fs";
import { formatClock } from "../../base/duration.ts";
import { LoadStop } from "../coordinator/hooks.ts";

/** How often a stop file is looked for. */
const POLL_INTERVAL_MS = 250;

/** Ends a load from outside: at its deadline, or when a file appears. */
export function watchStops(
  { deadlineMs, stopFile }: { deadlineMs: number | null; stopFile: string | null },
  stop: (reason: LoadStop) => void,
): { end(): void } {
  const deadline =
    deadlineMs === null
      ? null
      : setTimeout(
          () => stop(new LoadStop("deadline", `Ended at its deadline, ${formatClock(deadlineMs)} after the command.`)),
          deadlineMs,
        );
  const look =
    stopFile === null
      ? null
      : setInterval(() => {
          if (existsSync(stopFile)) stop(new LoadStop("stop-file", `Ended because ${stopFile} appeared.`));
        }, POLL_INTERVAL_MS);
  return {
    end() {
      if (deadline !== null) clearTimeout(deadline);
      if (look !== null) clearInterval(look);
    },
  };
}
