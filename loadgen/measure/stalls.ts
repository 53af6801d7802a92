import type { MeasuredTime } from "./measured-time.ts";
import type { StallCounts } from "./second.ts";

/**
 * Timers are this late on an idle machine: Node and the kernel count whole milliseconds each. Shorter delays can't be told
 * from a timer's own.
 */
export const TIMER_GRAIN_MS = 2;
const TIMER_GRAIN_US = TIMER_GRAIN_MS * 1000;

/** A stall of this length is a pause: longer than what busy machines take a core away for, or a turn of a busy event loop. */
const PAUSE_MS = 50;

interface Stall {
  /** The last look before it: the event loop was free then. */
  freeUs: number;
  /** When the look that found it was due: the event loop was not free then. */
  fromUs: number;
  untilUs: number;
}

/**
 * Times at which the event loop was not free, found by looks that come late.
 *
 * An answer that arrives during a stall lies unread until the event loop is free, and then is read in the first turn: before
 * the late look, or in the same turn after it. Only requests that end there were delayed.
 */
export class Stalls {
  readonly #measured: MeasuredTime;
  #current = noStalls();
  #cpuUs: number | undefined;
  #freeUs = -Infinity;
  /** When the next look is due. */
  #dueUs = Infinity;
  /** The stall before the current turn. */
  #last: Stall | undefined;

  constructor(measured: MeasuredTime) {
    this.#measured = measured;
  }

  expectLook(dueUs: number): void {
    this.#dueUs = dueUs;
  }

  /**
   * The look that was expected happens now; the caller then calls `endTurn` at the end of this turn of the event loop.
   * @param cpuUs CPU time of the process so far
   */
  look(nowUs: number, cpuUs: number): void {
    const [freeUs, fromUs] = [this.#freeUs, this.#dueUs];
    const lateUs = nowUs - fromUs;
    const usedUs = cpuUs - (this.#cpuUs ?? cpuUs);
    this.#cpuUs = cpuUs;
    this.#freeUs = nowUs;
    this.#dueUs = Infinity;
    if (lateUs <= TIMER_GRAIN_US) return;
    this.#last = { freeUs, fromUs, untilUs: nowUs };
    const measuredUs = this.#measured.partUs(fromUs, nowUs);
    if (measuredUs === 0) return;
    this.#current.count += 1;
    this.#current.blockedUs += measuredUs;
    this.#current.longestUs = Math.max(this.#current.longestUs, measuredUs);
    if (lateUs >= PAUSE_MS * 1000) {
      this.#current.pausedUs += measuredUs;
      this.#current.stoppedUs += Math.min(measuredUs, Math.max(0, lateUs - usedUs));
    }
  }

  endTurn(): void {
    this.#last = undefined;
  }

  /**
   * How long the answer of a request that ends in this turn lay unread, in expectation, in µs.
   *
   * The stall began between the last look that was on time and the time at which the late one was due, and not before the
   * request was sent: any time between is as likely, so it began in the middle. The answer came during the stall. Again any
   * time is as likely, so it waited for half of the stall.
   */
  heldUs(startUs: number, endUs: number): number {
    const stall = this.#last ?? this.#present(endUs);
    if (stall === undefined || startUs >= stall.untilUs) return 0;
    const begunUs = (Math.max(stall.freeUs, startUs) + Math.max(stall.fromUs, startUs)) / 2;
    return Math.max(0, Math.round((endUs - begunUs) / 2));
  }

  /** The stall that the next look will find: sockets are served before timers. */
  #present(nowUs: number): Stall | undefined {
    if (nowUs - this.#dueUs <= TIMER_GRAIN_US) return undefined;
    return { freeUs: this.#freeUs, fromUs: this.#dueUs, untilUs: nowUs };
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
