export const WINDOW_SECONDS = 5;

/** A reason counts from two windows running, or more than one window in twenty. */
const TOLERATED_SHARE = 1 / 20;

/**
 * Whether one figure a window was above a limit too often, for a limit that is only known at the load's end.
 *
 * Instead of the windows it keeps how often it saw each figure above `floor`: none while all is well, and never more than
 * there are different ones (figures come from histograms).
 */
export class Recurrence {
  readonly #floor: number;
  readonly #above: Map<number, number>;
  #windows = 0;
  #last = -Infinity;
  /** The most that two windows running reached both. */
  #running = -Infinity;

  /** @param floor below which no limit will be */
  constructor(floor: number) {
    this.#floor = floor;
    this.#above = new Map();
  }

  add(figure: number): void {
    this.#windows += 1;
    this.#running = Math.max(this.#running, Math.min(this.#last, figure));
    this.#last = figure;
    if (figure > this.#floor) this.#above.set(figure, (this.#above.get(figure) ?? 0) + 1);
  }

  /** A copy that has seen further windows. */
  plus(figures: readonly number[]): Recurrence {
    const copy = new Recurrence(this.#floor);
    this.#above.forEach((count, figure) => copy.#above.set(figure, count));
    copy.#windows = this.#windows;
    copy.#last = this.#last;
    copy.#running = this.#running;
    for (const figure of figures) copy.add(figure);
    return copy;
  }

  isAbove(limit: number): boolean {
    let hits = 0;
    this.#above.forEach((count, figure) => (hits += figure > limit ? count : 0));
    return this.#running > limit || hits > this.#windows * TOLERATED_SHARE;
  }
}
