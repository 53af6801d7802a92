import { encodeHistogram, Histogram, type SparseHistogram } from "../histogram/index.ts";

/** A histogram of the current second: recorded into all the time, taken and emptied at its end. */
export class DeltaHistogram {
  readonly #histogram = new Histogram();

  record(us: number): void {
    this.#histogram.record(us);
  }

  /** What came since the last call; `null` when nothing did. */
  take(): SparseHistogram | null {
    if (this.#histogram.count === 0) return null;
    const taken = encodeHistogram(this.#histogram);
    this.#histogram.reset();
    return taken;
  }
}
