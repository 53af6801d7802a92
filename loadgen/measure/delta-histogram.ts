import { encodeHistogram, Histogram, type SparseHistogram } from "../histogram/index.ts";

/** A histogram of the current second, flushed at its end. */
export class DeltaHistogram {
  readonly #histogram = new Histogram();

  record(us: number): void {
    this.#histogram.record(us);
  }

  /** Values since the last call; `undefined` without any. */
  flush(): SparseHistogram | undefined {
    if (this.#histogram.count === 0) return undefined;
    const flushed = encodeHistogram(this.#histogram);
    this.#histogram.reset();
    return flushed;
  }
}
