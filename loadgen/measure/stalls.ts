import type { MeasuredTime } from "./measured-time.ts";
import type { StallCounts } from "./second.ts";

/**
 * Timers are this late on an idle machine: Node and the kernel count whole milliseconds each. Shorter delays can't be told
 * from a timer's own.
 */
export const TIMER_GRAIN_MS = 2;

/** A stall of this length is a pause: longer than what busy machines take a core away for, or a turn of a busy event loop. */
const PAUSE_MS = 50;

/**
 * Times at which the event loop was not free, found by looks that come late.
 *
 * An answer that arrives during a stall lies unread until the first turn of the event loop after it. So a request that ends
 * in that turn was delayed at most since the stall began, or since it was sent; other requests were not delayed.
 */
export class Stalls {
  readonly #measured: MeasuredTime;
  #current = noStalls();
  #cpuUs: number | undefined;
  /** The stall before the current turn. */
  #last: { fromUs: number; untilUs: number } | undefined;

  constructor(measured: MeasuredTime) {
    this.#measured = measured;
  }

  /**
   * A look that was due at `dueUs` happens now.
   * @param cpuUs CPU time of the process so far
   * @returns whether there was a stall; the caller then calls `endTurn` at the end of this turn of the event loop
   */
  look(dueUs: number, nowUs: number, cpuUs: number): boolean {
    const lateUs = nowUs - dueUs;
    const usedUs = cpuUs - (this.#cpuUs ?? cpuUs);
    this.#cpuUs = cpuUs;
    if (lateUs <= TIMER_GRAIN_MS * 1000) return false;
    this.#last = { fromUs: dueUs, untilUs: nowUs };
    const measuredUs = this.#measured.partUs(dueUs, nowUs);
    if (measuredUs === 0) return true;
    this.#current.count += 1;
    this.#current.blockedUs += measuredUs;
    this.#current.longestUs = Math.max(this.#current.longestUs, measuredUs);
    if (lateUs >= PAUSE_MS * 1000) {
      this.#current.pausedUs += measuredUs;
      this.#current.stoppedUs += Math.min(measuredUs, Math.max(0, lateUs - usedUs));
    }
    return true;
  }

  endTurn(): void {
    this.#last = undefined;
  }

  /** How long, at most, the answer of a request that ends in this turn was kept waiting, in µs. */
  heldUs(startUs: number, endUs: number): number {
    if (this.#last === undefined || startUs >= this.#last.untilUs) return 0;
    return Math.max(0, endUs - Math.max(this.#last.fromUs, startUs));
  }

  flush(): StallCounts {
    const flushed = this.#current;
    this.#current = noStalls();
    return flushed;
  }
}

export function noStalls(): StallCounts {
  return { count: 0, blockedUs: 0, longestUs: 0, pausedUs: 0, stoppedUs: 0 };
}

export function addStalls(into: StallCounts, from: StallCounts): void {
  into.count += from.count;
  into.blockedUs += from.blockedUs;
  into.longestUs = Math.max(into.longestUs, from.longestUs);
  into.pausedUs += from.pausedUs;
  into.stoppedUs += from.stoppedUs;
}
