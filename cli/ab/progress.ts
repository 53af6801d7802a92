/** Progress of a comparison of two URLs: one line for each turn, kept with its figures when the turn has ended. */
import type { Progress } from "@stackmark/loadgen";
import { formatDuration } from "../../base/duration.ts";
import { printableLine } from "../../base/printable.ts";
import { reasonsText } from "../../base/reasons.ts";
import { validityOf } from "../../results/compare/index.ts";
import { number, quantity } from "../../base/format.ts";
import type { MeasuredCell } from "../../results/schema/outputs.ts";
import type { Output } from "../context.ts";
import { LiveLine } from "../progress/live-line.ts";

/** Interval of lines without a terminal. */
const PLAIN_INTERVAL_MS = 10_000;
const MAX_NAME = 24;

export interface TurnLines {
  live: (progress: Progress) => void;
  /** Prints the line that stays. */
  end: (cell: MeasuredCell) => void;
}

export class TurnProgress {
  readonly #line: LiveLine;
  readonly #nameWidth: number;
  readonly #turns: number;
  /** Expected until a turn has ended. */
  readonly #expectedMs: number;
  #endedMs = 0;
  #ended = 0;

  constructor(output: Output, names: readonly string[], { turns, turnMs }: { turns: number; turnMs: number }) {
    this.#line = new LiveLine(output);
    this.#nameWidth = Math.min(MAX_NAME, Math.max(...names.map((name) => name.length)));
    this.#turns = turns;
    this.#expectedMs = turnMs;
  }

  /** Begins the next turn. */
  begin(name: string, now: () => number = () => performance.now()): TurnLines {
    const beganMs = now();
    let printedMs = beganMs;
    const head = this.#head(name);
    this.#line.show(`${head}${this.#left(this.#expectedMs)}`, true);
    return {
      live: (progress) => {
        const isDue = now() - printedMs >= PLAIN_INTERVAL_MS;
        if (isDue) printedMs = now();
        const { ratePerS, p50Ms, p95Ms, remainingMs } = progress;
        const left = remainingMs === undefined ? "" : this.#left(remainingMs);
        this.#line.show(`${head}${figures({ ratePerS, p50Ms, p95Ms })}  ${left}`.trimEnd(), isDue);
      },
      end: (cell) => {
        this.#ended += 1;
        this.#endedMs += now() - beganMs;
        this.#line.keep(`${head}${endOf(cell)}`);
        const { status, reasons } = validityOf(cell);
        if (status !== "complete")
          this.#line.keep(this.#line.clipped(`  ${status}: ${printableLine(reasonsText(reasons))}`));
      },
    };
  }

  /** Removes the line of a turn that did not end. */
  clear(): void {
    this.#line.clear();
  }

  #head(name: string): string {
    const count = `${this.#ended + 1}`.padStart(`${this.#turns}`.length);
    const shown = printableLine(name);
    const clipped = shown.length > this.#nameWidth ? `…${shown.slice(1 - this.#nameWidth)}` : shown;
    return `${count}/${this.#turns}  ${clipped.padEnd(this.#nameWidth)}  `;
  }

  #left(ofTurnMs: number): string {
    const meanMs = this.#ended === 0 ? this.#expectedMs : this.#endedMs / this.#ended;
    const leftMs = ofTurnMs + meanMs * (this.#turns - this.#ended - 1);
    return leftMs === 0 ? "ending" : `${formatDuration(leftMs)} left`;
  }
}

function figures({ ratePerS, p50Ms, p95Ms }: Pick<Progress, "ratePerS" | "p50Ms" | "p95Ms">): string {
  return `${quantity(ratePerS, "req/s").padStart(11)}  p50 ${quantity(p50Ms, "ms").padEnd(7)}  p95 ${quantity(p95Ms, "ms").padEnd(7)}`;
}

function endOf(cell: MeasuredCell): string {
  const { ratePerS, latencyMs, failures, requests } = cell.result.overall;
  const failed = requests === 0 ? "" : `  ${number((100 * failures) / requests)} % failed`;
  return `${figures({ ratePerS, p50Ms: latencyMs.p50, p95Ms: latencyMs.p95 })}${failed}`;
}
