import type { Writable } from "node:stream";
import { formatClock } from "../../base/duration.ts";
import { number } from "../../base/format.ts";
import { table, type Column } from "../../base/table.ts";
import { isUnicode, terminalWidth, toAscii } from "../../base/terminal.ts";
import type { EndpointProgress, Progress } from "../coordinator/progress.ts";
import { progressText } from "../report/progress-text.ts";
import { FIGURE_HEADS, figuresOf } from "../schema/figures.ts";

/** Interval of progress lines without a terminal. */
const PLAIN_INTERVAL_S = 5;

type Terminal = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** Shows progress: a line and a table of endpoints kept up to date on a terminal, plain lines anywhere else. */
export function liveProgress(output: Terminal): { show(progress: Progress): void; end(): void } {
  let shown = 0;
  let drawnLines = 0;
  const write = (text: string) => output.write(isUnicode() ? text : toAscii(text));
  const erase = () => (drawnLines === 0 ? "" : `\r\u001b[${drawnLines}A\u001b[J`);
  return {
    show(progress) {
      shown += 1;
      if (output.isTTY === true) {
        // Wider or longer output would wrap or scroll, and could not be erased.
        const [width, height] = [terminalWidth(output) ?? 80, output.rows || 24];
        const lines = [line(progress), "", ...endpoints(progress, width - 1)].slice(0, height - 1);
        write(erase() + lines.map((each) => `${each.slice(0, width - 1)}\n`).join(""));
        drawnLines = lines.length;
      } else if (shown % PLAIN_INTERVAL_S === 1) write(`${line(progress)}\n`);
    },
    end() {
      output.write(erase());
      drawnLines = 0;
    },
  };
}

function line(progress: Progress): string {
  const { elapsedMs, remainingMs } = progress;
  const whole = remainingMs === undefined ? "" : ` of ${formatClock(elapsedMs + remainingMs)}`;
  const clock = remainingMs === 0 ? `${formatClock(elapsedMs)} (ending)` : `${formatClock(elapsedMs)}${whole}`;
  return `${clock}  ${progressText(progress)}`;
}

function endpoints(progress: Progress, widthChars: number): string[] {
  const columns: Column[] = [
    { head: "last 10 s", shrinks: true },
    { head: "requests", align: "right", dropped: 1 },
    ...FIGURE_HEADS.map((head) => ({ head, align: "right" as const })),
  ];
  const rows = progress.endpoints().map((each) => [each.name, number(each.requests), ...recentFigures(each)]);
  return table(columns, rows, { widthChars }).split("\n");
}

/** Failures as a share of the requests of the same seconds. */
function recentFigures({ ratePerS, failuresPerS, p50Ms, p95Ms, p99Ms }: EndpointProgress): string[] {
  const failed = ratePerS === 0 ? null : (100 * failuresPerS) / ratePerS;
  return figuresOf({ ratePerS, latencyMs: { p50: p50Ms, p95: p95Ms, p99: p99Ms } }, failed);
}
