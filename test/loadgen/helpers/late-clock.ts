import { VirtualClock } from "./virtual-clock.ts";

/** A clock whose timers are late, as Node's are; polling takes 50 µs a round, and is noted. */
export class LateClock extends VirtualClock {
  readonly #lateUs: () => number;
  readonly polls: number[] = [];

  constructor(lateUs: () => number) {
    super();
    this.#lateUs = lateUs;
  }

  override at(dueUs: number, action: () => void): { cancel(): void } {
    return super.at(dueUs + this.#lateUs(), action);
  }

  override soon(action: () => void): { cancel(): void } {
    this.polls.push(this.nowUs());
    return super.at(this.nowUs() + 50, action);
  }
}
