import type { Clock } from "../../../loadgen/clock.ts";

interface Pending {
  dueUs: number;
  order: number;
  action: () => void;
}

/** A clock that stands still until it is told to go on; between two due times all promises settle. */
export class VirtualClock implements Clock {
  #nowUs = 0;
  #order = 0;
  readonly #pending = new Set<Pending>();

  nowUs(): number {
    return this.#nowUs;
  }

  at(dueUs: number, action: () => void): { cancel(): void } {
    const pending = { dueUs: Math.max(dueUs, this.#nowUs), order: this.#order++, action };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** A microsecond later: on a clock that stands still, polling would never end. */
  soon(action: () => void): { cancel(): void } {
    return this.at(this.#nowUs + 1, action);
  }

  get timers(): number {
    return this.#pending.size;
  }

  /** Lets time pass, timer by timer. */
  async advanceTo(untilUs: number): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#earliest();
      if (next === null || next.dueUs > untilUs) break;
      this.#pending.delete(next);
      this.#nowUs = next.dueUs;
      next.action();
      await settle();
    }
    this.#nowUs = Math.max(this.#nowUs, untilUs);
  }

  #earliest(): Pending | null {
    let earliest: Pending | null = null;
    for (const each of this.#pending) {
      if (earliest === null || each.dueUs < earliest.dueUs) earliest = each;
      else if (each.dueUs === earliest.dueUs && each.order < earliest.order) earliest = each;
    }
    return earliest;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
