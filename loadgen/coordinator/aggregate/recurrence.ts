export const WINDOW_SECONDS = 5;

/** A reason counts if it holds in two windows in a row, or in more than one window in twenty. */
const TOLERATED_SHARE = 1 / 20;

/**
 * Decides whether a figure of each window was above a limit too often, where the limit is known only at the load's end.
 *
 * Instead of all windows it keeps a count of each distinct figure above `floor`. Memory stays small, as figures come from
 * histograms.
 */
export class Recurrence {
  readonly #floor: number;
  readonly #above: Map<number, number>;
  #windows = 0;
  #last = -Infinity;
  /** The greatest figure that two windows in a row both reached. */
  #running = -Infinity;

  /** @param floor lower bound of all limits */
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

  /** Returns a copy with further windows added. */
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
