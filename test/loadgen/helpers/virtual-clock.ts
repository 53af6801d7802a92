import TinyQueue from "tinyqueue";
import type { Clock } from "../../../loadgen/clock.ts";

interface Pending {
  dueUs: number;
  order: number;
  action: () => void;
  cancelled: boolean;
}

/** A clock that stands still until it is told to go on; between two due times all promises settle. */
export class VirtualClock implements Clock {
  #nowUs = 0;
  #order = 0;
  #timers = 0;
  readonly #pending = new TinyQueue<Pending>([], (a, b) => a.dueUs - b.dueUs || a.order - b.order);

  nowUs(): number {
    return this.#nowUs;
  }

  at(dueUs: number, action: () => void): { cancel(): void } {
    const pending = { dueUs: Math.max(dueUs, this.#nowUs), order: this.#order++, action, cancelled: false };
    this.#pending.push(pending);
    this.#timers += 1;
    return { cancel: () => this.#forget(pending) };
  }

  /** A microsecond later: on a clock that stands still, polling would never end. */
  soon(action: () => void): { cancel(): void } {
    return this.at(this.#nowUs + 1, action);
  }

  get timers(): number {
    return this.#timers;
  }

  /** Lets time pass, timer by timer. */
  async advanceTo(untilUs: number): Promise<void> {
    await settle();
    for (let next = this.#pending.peek(); next !== undefined; next = this.#pending.peek()) {
      if (next.dueUs > untilUs) break;
      this.#pending.pop();
      if (next.cancelled) continue;
      this.#forget(next);
      this.#nowUs = next.dueUs;
      next.action();
      await settle();
    }
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  #forget(pending: Pending): void {
    if (!pending.cancelled) this.#timers -= 1;
    pending.cancelled = true;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
