import type { Clock, Timer } from "../clock.ts";

/** How long before a due time a spinning pacer starts to poll; timers may be this late. */
const SPIN_AHEAD_US = 3000;

/**
 * Releases a sequence of due times, each with the time of its actual release.
 *
 * One timer at a time, and whatever is due when it fires is released in the same turn. Spinning polls between rounds of
 * I/O instead once a time is near: sockets are served all the while, but the core is never idle.
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #spin: boolean;
  #timer: Timer | undefined;
  #stopped = false;
  #releaseDue: () => void = () => undefined;

  constructor(clock: Clock, spin: boolean) {
    this.#clock = clock;
    this.#spin = spin;
  }

  /**
   * @param next due times in order, `undefined` after the last
   * @param release called once for each, when it is due
   * @param end called after the last
   */
  run(next: () => number | undefined, release: (dueUs: number, nowUs: number) => void, end: () => void): void {
    let due = next();
    this.#releaseDue = () => {
      while (due !== undefined && !this.#stopped) {
        const now = this.#clock.nowUs();
        if (due > now) break;
        release(due, now);
        due = next();
      }
    };
    const turn = (): void => {
      this.#timer = undefined;
      this.#releaseDue();
      if (this.#stopped) return;
      if (due === undefined) end();
      else this.#timer = this.#wait(due, turn);
    };
    turn();
  }

  /** Releases everything due by now, in case the timer is late. */
  releaseDue(): void {
    this.#releaseDue();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #wait(dueUs: number, turn: () => void): Timer {
    if (!this.#spin) return this.#clock.at(dueUs, turn);
    const early = dueUs - SPIN_AHEAD_US;
    return early > this.#clock.nowUs() ? this.#clock.at(early, turn) : this.#clock.soon(turn);
  }
}
