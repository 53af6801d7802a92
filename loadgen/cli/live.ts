import type { Writable } from "node:stream";
import type { EndpointProgress, Progress } from "../coordinator/progress.ts";
import { columns } from "../report/summary.ts";
import { formatClock } from "../../base/duration.ts";

/** Interval of progress lines without a terminal. */
const PLAIN_INTERVAL_S = 5;

type Terminal = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** Shows progress: a line and a table of endpoints kept up to date on a terminal, plain lines anywhere else. */
export function liveProgress(output: Terminal): { show(progress: Progress): void; end(): void } {
  let shown = 0;
  let drawnLines = 0;
  const erase = () => (drawnLines === 0 ? "" : `\r\u001b[${drawnLines}A\u001b[J`);
  return {
    show(progress) {
      shown += 1;
      if (output.isTTY === true) {
        // Wider or longer output would wrap or scroll, and could not be erased.
        const [width, height] = [output.columns ?? 80, output.rows ?? 24];
        const lines = [line(progress), "", ...table(progress.endpoints())].slice(0, height - 1);
        output.write(erase() + lines.map((each) => `${each.slice(0, width - 1)}\n`).join(""));
        drawnLines = lines.length;
      } else if (shown % PLAIN_INTERVAL_S === 1) output.write(`${line(progress)}\n`);
    },
    end() {
      output.write(erase());
      drawnLines = 0;
    },
  };
}

function line({ elapsedMs, remainingMs, users, ratePerS, failuresPerS, ...rest }: Progress): string {
  const left = remainingMs === undefined ? "" : ` (${remainingMs > 0 ? `${formatClock(remainingMs)} left` : "ending"})`;
  return (
    `${formatClock(elapsedMs)}${left}  ${users} users  ${ratePerS.toFixed(1)}/s  ` +
    `${failuresPerS.toFixed(1)} failures/s  p50/p95/p99 ${percentiles(rest).join("/")} ms`
  );
}

function table(endpoints: readonly EndpointProgress[]): string[] {
  const head = ["last 10 s", "requests", "failed", "/s", "failures/s", "p50 ms", "p95", "p99"];
  const rows = endpoints.map((each) => [
    ...[each.name, String(each.requests), String(each.failures)],
    ...[each.ratePerS.toFixed(1), each.failuresPerS.toFixed(1), ...percentiles(each)],
  ]);
  return columns([head, ...rows]).split("\n");
}

function percentiles({ p50Ms, p95Ms, p99Ms }: Pick<Progress, "p50Ms" | "p95Ms" | "p99Ms">): string[] {
  return [p50Ms, p95Ms, p99Ms].map((ms) => (ms === null ? "-" : ms.toFixed(1)));
}
