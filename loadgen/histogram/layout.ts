/**
 * The layout of HdrHistogram at three significant digits, from 1 µs to 60 s: which counter a value belongs to.
 *
 * Values below 2048 have a counter each; above, every doubling is split into 1024 counters, so a value is known to
 * one part in 1024 or better. Equal to hdr-histogram-js's `countsArrayIndex` for every value (a property test).
 */

const subBucketBits = 11;
const halfBits = subBucketBits - 1;
const half = 1 << halfBits;
const mask = (1 << subBucketBits) - 1;
const buckets = 16;

/** Counters that a histogram holds. */
export const counters = (buckets + 1) * half;

/** Largest value with a counter of its own class, in µs (67 s); larger ones count as this one and as `clamped`. */
export const largestValue = half * 2 ** buckets - 1;

/** Counter of a whole number of µs in `0..largestValue`. */
export function indexOf(value: number): number {
  const bucket = 32 - subBucketBits - Math.clz32(value | mask);
  return (bucket << halfBits) + (value >>> bucket);
}

/** Smallest value that is counted at this index. */
export function lowestValueAt(index: number): number {
  const bucket = (index >> halfBits) - 1;
  return bucket < 0 ? index : ((index & (half - 1)) + half) << bucket;
}

/** Largest value that is counted at this index; what a percentile reports, as HdrHistogram does. */
export function highestValueAt(index: number): number {
  const bucket = Math.max(0, (index >> halfBits) - 1);
  return lowestValueAt(index) + (1 << bucket) - 1;
}
