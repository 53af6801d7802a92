import type { Clock, Timer } from "../clock.ts";

/** Something under way that must not go on for ever; in a list of its own kind, so that joining and leaving cost nothing. */
export interface Expiring {
  readonly expiresUs: number;
  expire(): void;
  earlier: Expiring | undefined;
  later: Expiring | undefined;
}

/** How late a time-out may be noticed, at most. */
const SWEEP_INTERVAL_US = 20_000;

/**
 * Ends what is overdue, by one sweep over all that is under way: a timer per request would cost more than the request.
 */
export class Deadlines {
  readonly #clock: Clock;
  #last: Expiring | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(item: Expiring): void {
    item.earlier = this.#last;
    if (this.#last !== undefined) this.#last.later = item;
    this.#last = item;
    this.#timer ??= this.#clock.at(this.#clock.nowUs() + SWEEP_INTERVAL_US, this.#sweep);
  }

  /** Takes back one `watch`; an item that isn't watched must not come here. */
  forget(item: Expiring): void {
    const { earlier, later } = item;
    if (earlier !== undefined) earlier.later = later;
    if (later !== undefined) later.earlier = earlier;
    else this.#last = earlier;
    item.earlier = item.later = undefined;
  }

  close(): void {
    this.#last = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  readonly #sweep = (): void => {
    const now = this.#clock.nowUs();
    const overdue: Expiring[] = [];
    for (let item = this.#last; item !== undefined; item = item.earlier) if (now >= item.expiresUs) overdue.push(item);
    // Expiring one may end others, which then leave the list.
    for (const item of overdue) item.expire();
    this.#timer = this.#last === undefined ? undefined : this.#clock.at(now + SWEEP_INTERVAL_US, this.#sweep);
  };
}
