/**
 * The layout of HdrHistogram at three significant digits, from 1 µs to 12.7 days: it maps a value to its counter.
 *
 * Values below 2048 have a counter each; above, every doubling is split into 1024 counters, so a value is known to
 * one part in 1024 or better. Equal to hdr-histogram-js's `countsArrayIndex` for every value (a property test).
 */

const SUB_BUCKET_BITS = 11;
const HALF_BITS = SUB_BUCKET_BITS - 1;
const HALF = 1 << HALF_BITS;
const MASK = (1 << SUB_BUCKET_BITS) - 1;
/** So many doublings that the longest request timeout, a week, is in the range. */
const BUCKETS = 30;

/** Counters of one doubling; a power of two. */
export const CHUNK_BITS = HALF_BITS;
export const CHUNK_SIZE = HALF;
export const CHUNK_COUNT = BUCKETS + 1;
export const COUNTER_COUNT = CHUNK_COUNT * CHUNK_SIZE;

/** Largest value with a counter, in µs (12.7 days); larger ones only count as past the end. */
export const LARGEST_VALUE = HALF * 2 ** BUCKETS - 1;

/** Values from here on have too many bits for bitwise operations. */
const WIDE = 2 ** 31;
const WIDE_SHIFT = 16;

/** Counter of a whole number of µs in `0..LARGEST_VALUE`. */
export function indexOf(value: number): number {
  // A wide value without its last bits is in the same place of an earlier doubling.
  if (value >= WIDE) return indexOf(Math.floor(value / 2 ** WIDE_SHIFT)) + WIDE_SHIFT * HALF;
  const bucket = 32 - SUB_BUCKET_BITS - Math.clz32(value | MASK);
  return (bucket << HALF_BITS) + (value >>> bucket);
}

/** Smallest value that is counted at this index. */
export function lowestValueAt(index: number): number {
  const bucket = (index >> HALF_BITS) - 1;
  return bucket < 0 ? index : ((index & (HALF - 1)) + HALF) * 2 ** bucket;
}

/** Largest value that is counted at this index; what a percentile reports, as HdrHistogram does. */
export function highestValueAt(index: number): number {
  const bucket = Math.max(0, (index >> HALF_BITS) - 1);
  return lowestValueAt(index) + 2 ** bucket - 1;
}
