import TinyQueue from "tinyqueue";
import type { Clock, Timer } from "../clock.ts";

interface Entry {
  dueUs: number;
  order: number;
  action: () => void;
}

/**
 * Many due times behind one timer, released in order, equal times first come, first served. Ten thousand thinking users
 * cost one timer; whatever is due when it fires is released in the same turn.
 */
export class TimerQueue {
  readonly #clock: Clock;
  #queue = newQueue();
  #order = 0;
  #timer: Timer | undefined;
  #timerDueUs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#queue.length;
  }

  add(dueUs: number, action: () => void): void {
    this.#queue.push({ dueUs, order: this.#order++, action });
    if (dueUs < this.#timerDueUs) this.#arm();
  }

  /** Forgets everything. */
  clear(): void {
    this.#queue = newQueue();
    this.#disarm();
  }

  #arm(): void {
    this.#disarm();
    const next = this.#queue.peek();
    if (next === undefined) return;
    this.#timerDueUs = next.dueUs;
    this.#timer = this.#clock.at(next.dueUs, this.#release);
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerDueUs = Infinity;
  }

  readonly #release = (): void => {
    const now = this.#clock.nowUs();
    // Actions may add entries: the timer is armed once, for what is left at the end.
    this.#timerDueUs = -Infinity;
    // Actions may also clear the queue, which then is another one.
    for (let next = this.#queue.peek(); next !== undefined && next.dueUs <= now; next = this.#queue.peek()) {
      this.#queue.pop();
      next.action();
    }
    this.#arm();
  };
}

const newQueue = (): TinyQueue<Entry> => new TinyQueue<Entry>([], (a, b) => a.dueUs - b.dueUs || a.order - b.order);
