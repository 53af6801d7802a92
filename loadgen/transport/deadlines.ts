import type { Clock, Timer } from "../clock.ts";

/** Something under way that must not go on for ever. */
export interface Expiring {
  readonly expiresUs: number;
  expire(): void;
}

/** How late a time-out may be noticed, at most. */
const sweepUs = 20_000;

/**
 * Ends what is overdue, by one sweep over all that is under way: a timer per request would cost more than the request.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #watched = new Set<Expiring>();
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(item: Expiring): void {
    this.#watched.add(item);
    this.#timer ??= this.#clock.at(this.#clock.nowUs() + sweepUs, this.#sweep);
  }

  forget(item: Expiring): void {
    this.#watched.delete(item);
  }

  close(): void {
    this.#watched.clear();
    this.#timer?.cancel();
    this.#timer = null;
  }

  readonly #sweep = (): void => {
    const now = this.#clock.nowUs();
    for (const item of this.#watched) if (now >= item.expiresUs) item.expire();
    this.#timer = this.#watched.size === 0 ? null : this.#clock.at(now + sweepUs, this.#sweep);
  };
}
