import type { Writable } from "node:stream";
import type { Progress } from "../coordinator/progress.ts";
import { clockTime } from "./duration.ts";

/** On a pipe or in a log one line in so many seconds is enough. */
const plainEverySeconds = 5;

/** Shows progress: one line kept up to date on a terminal, plain lines anywhere else. */
export function liveProgress(output: Writable & { isTTY?: boolean }): {
  show(progress: Progress): void;
  end(): void;
} {
  let shown = 0;
  return {
    show(progress) {
      shown += 1;
      if (output.isTTY === true) output.write(`\r\u001b[K${line(progress)}`);
      else if (shown % plainEverySeconds === 1) output.write(`${line(progress)}\n`);
    },
    end() {
      if (output.isTTY === true && shown > 0) output.write("\r\u001b[K");
    },
  };
}

function line({ elapsedMs, remainingMs, users, ratePerS, failuresPerS, ...rest }: Progress): string {
  const left = remainingMs > 0 ? `${clockTime(remainingMs)} left` : "ending";
  const percentiles = [rest.p50Ms, rest.p95Ms, rest.p99Ms].map((ms) => (ms === null ? "-" : ms.toFixed(1)));
  return (
    `${clockTime(elapsedMs)} (${left})  ${users} users  ${ratePerS.toFixed(1)}/s  ` +
    `${failuresPerS.toFixed(1)} failures/s  p50/p95/p99 ${percentiles.join("/")} ms`
  );
}
