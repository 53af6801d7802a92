import { CHUNK_BITS, CHUNK_COUNT, CHUNK_SIZE, highestValueAt, indexOf, LARGEST_VALUE } from "./layout.ts";

/**
 * Counts of whole microseconds, with exact count, sum, least and greatest value.
 *
 * Histograms add: the sum of two is the histogram of both streams, whatever process recorded them, so percentiles are
 * computed from the merged counts and never averaged.
 */
export class Histogram {
  /** Counters by doubling; `undefined` until one of them counts. Doubles, because a week of requests overflows 32 bits. */
  readonly chunks = Array.from({ length: CHUNK_COUNT }, (): Float64Array | undefined => undefined);
  count = 0;
  /** Exact sum in µs: a double holds 285 years of it. */
  sum = 0;
  min = Infinity;
  max = 0;
  /** Values above the range, which have no counter. */
  pastEnd = 0;

  /** Records one duration in µs; fractions are dropped, negative ones count as 0. */
  record(us: number): void {
    const value = us > 0 ? Math.floor(us) : 0;
    if (value > LARGEST_VALUE) this.pastEnd += 1;
    else this.addAt(indexOf(value), 1);
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** Adds to one counter, and not to the totals. */
  addAt(index: number, count: number): void {
    const chunk = (this.chunks[index >> CHUNK_BITS] ??= new Float64Array(CHUNK_SIZE));
    chunk[index & (CHUNK_SIZE - 1)]! += count;
  }

  /** Counters that are not zero, in order. */
  *counters(): Generator<[index: number, count: number], void, undefined> {
    for (const [at, chunk] of this.chunks.entries()) {
      if (chunk === undefined) continue;
      for (let place = 0; place < CHUNK_SIZE; place += 1) {
        const count = chunk[place]!;
        if (count !== 0) yield [at * CHUNK_SIZE + place, count];
      }
    }
  }

  add(other: Histogram): this {
    other.chunks.forEach((from, at) => {
      if (from === undefined) return;
      const into = (this.chunks[at] ??= new Float64Array(CHUNK_SIZE));
      for (let place = 0; place < CHUNK_SIZE; place += 1) into[place]! += from[place]!;
    });
    return this.addTotals(other);
  }

  /** Adds everything except the counters, which decoders add one by one. */
  addTotals(other: Pick<Histogram, "count" | "sum" | "min" | "max" | "pastEnd">): this {
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.pastEnd += other.pastEnd;
    return this;
  }

  /** Mean in µs; `undefined` when empty. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : this.sum / this.count;
  }

  /**
   * The value that a share `quantile` (0–1) of all values doesn't exceed, by nearest rank, in µs, to three significant
   * digits and never outside what was seen; `undefined` when empty, or if that value is past the end of the range.
   */
  quantile(quantile: number): number | undefined {
    if (this.count === 0) return undefined;
    const rank = nearestRank(quantile, this.count);
    if (rank === this.count) return this.max;
    let seen = 0;
    for (const [at, chunk] of this.chunks.entries()) {
      if (chunk === undefined) continue;
      for (let place = 0; place < CHUNK_SIZE; place += 1) {
        seen += chunk[place]!;
        if (seen >= rank) return this.#clamp(highestValueAt(at * CHUNK_SIZE + place));
      }
    }
    return undefined;
  }

  reset(): void {
    for (const chunk of this.chunks) chunk?.fill(0);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = 0;
    this.pastEnd = 0;
  }

  #clamp(value: number): number {
    return Math.min(this.max, Math.max(this.min, value));
  }
}

/** Nearest rank, 1-based; the small term takes back what `0.99 * 100 = 99.00000000000001` would round up. */
function nearestRank(quantile: number, count: number): number {
  return Math.min(count, Math.max(1, Math.ceil(quantile * count - 1e-9)));
}
