import type { Clock, Timer } from "../clock.ts";

/** An operation with a deadline; a node of a linked list, so that adding and removing are cheap. */
export interface Expiring {
  readonly expiresUs: number;
  expire(): void;
  earlier: Expiring | undefined;
  later: Expiring | undefined;
}

/** Upper bound of how late a timeout is noticed. */
const SWEEP_INTERVAL_US = 20_000;

/**
 * Ends overdue operations in one periodic sweep, as a timer per request would cost more than the request.
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

  /** Removes an item; it must be watched. */
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
    // Expiring one item may end others, which then leave the list.
    for (const item of overdue) item.expire();
    this.#timer = this.#last === undefined ? undefined : this.#clock.at(now + SWEEP_INTERVAL_US, this.#sweep);
  };
}
