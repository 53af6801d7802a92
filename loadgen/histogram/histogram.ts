import { COUNTER_COUNT, highestValueAt, indexOf, LARGEST_VALUE } from "./layout.ts";

/**
 * Counts of whole microseconds, with exact count, sum, least and greatest value.
 *
 * Histograms add: the sum of two is the histogram of both streams, whatever process recorded them, so percentiles are
 * computed from the merged counts and never averaged.
 */
export class Histogram {
  readonly counts = new Uint32Array(COUNTER_COUNT);
  count = 0;
  /** Exact sum in µs: a double holds 285 years of it. */
  sum = 0;
  min = Infinity;
  max = 0;
  /** Values above the range, counted in the last counter. */
  clamped = 0;

  /** Records one duration in µs; fractions are dropped, negative ones count as 0. */
  record(us: number): void {
    const value = us > 0 ? Math.floor(us) : 0;
    let index: number;
    if (value > LARGEST_VALUE) {
      this.clamped += 1;
      index = COUNTER_COUNT - 1;
    } else index = indexOf(value);
    this.counts[index]! += 1;
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  add(other: Histogram): this {
    for (let index = 0; index < COUNTER_COUNT; index += 1) this.counts[index]! += other.counts[index]!;
    return this.addTotals(other);
  }

  /** Adds everything except the counters, which decoders add one by one. */
  addTotals(other: { count: number; sum: number; min: number; max: number; clamped: number }): this {
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.clamped += other.clamped;
    return this;
  }

  /** Mean in µs; `undefined` when empty. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.sum / this.count;
  }

  /**
   * The value that a share `quantile` (0–1) of all values doesn't exceed, by nearest rank, in µs, to three significant
   * digits and never outside what was seen; `undefined` when empty.
   */
  quantile(quantile: number): number | undefined {
    if (this.count === 0) return undefined;
    const rank = nearestRank(quantile, this.count);
    let seen = 0;
    for (let index = 0; index < COUNTER_COUNT; index += 1) {
      seen += this.counts[index]!;
      if (seen >= rank) return index === COUNTER_COUNT - 1 ? this.max : this.#clamp(highestValueAt(index));
    }
    return this.max;
  }

  reset(): void {
    this.counts.fill(0);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = 0;
    this.clamped = 0;
  }

  #clamp(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }
}

/** Nearest rank, 1-based; the small term takes back what `0.99 * 100 = 99.00000000000001` would round up. */
function nearestRank(quantile: number, count: number): number {
  return Math.min(count, Math.max(1, Math.ceil(quantile * count - 1e-9)));
}
