/**
 * The layout of HdrHistogram at three significant digits, from 1 µs to 60 s: it maps a value to its counter.
 *
 * Values below 2048 have a counter each; above, every doubling is split into 1024 counters, so a value is known to
 * one part in 1024 or better. Equal to hdr-histogram-js's `countsArrayIndex` for every value (a property test).
 */

const SUB_BUCKET_BITS = 11;
const HALF_BITS = SUB_BUCKET_BITS - 1;
const HALF = 1 << HALF_BITS;
const MASK = (1 << SUB_BUCKET_BITS) - 1;
const BUCKETS = 16;

/** Counters that a histogram holds. */
export const COUNTER_COUNT = (BUCKETS + 1) * HALF;

/** Largest value with a counter of its own class, in µs (67 s); larger ones count as this one and as `clamped`. */
export const LARGEST_VALUE = HALF * 2 ** BUCKETS - 1;

/** Counter of a whole number of µs in `0..largestValue`. */
export function indexOf(value: number): number {
  const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(value | MASK);
  return (bucket << HALF_BITS) + (value >>> bucket);
}

/** Smallest value that is counted at this index. */
export function lowestValueAt(index: number): number {
  const bucket = (index >> HALF_BITS) - 1;
  return bucket < 0 ? index : ((index & (HALF - 1)) + HALF) << bucket;
}

/** Largest value that is counted at this index; what a percentile reports, as HdrHistogram does. */
export function highestValueAt(index: number): number {
  const bucket = Math.max(0, (index >> HALF_BITS) - 1);
  return lowestValueAt(index) + (1 << bucket) - 1;
}
