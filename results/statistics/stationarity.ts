/** Whether a cell measured one thing, or something that was still changing. */
import { mean, variance } from "./moments.ts";

export interface Stationarity {
  isSteady: boolean;
  /** Change from the first block to the last by the trend, on the scale of the blocks. */
  trend: number;
  /** Two-sided p of there being no trend. */
  p: number;
  /** Of the cell's mean, from the spread of its blocks and what neighbours share. */
  standardError: number;
}

/** A trend that is as unlikely as this by chance, and at least as large as 10 %, makes a cell unsteady. */
const LEVEL = 0.01;
const LARGE = Math.log1p(0.1);
/** Variance of logarithms below which what values share is rounding. */
const ROUNDING = 1e-20;
/** A few blocks cannot tell more than that apart from a trend. */
const MOST_ALIKE = 0.6;

/**
 * Mann and Kendall's test for a trend in the values of blocks, in order of time, with Sen's slope for its size. Ties count
 * for neither way. Needs 10 blocks to find one.
 */
export function stationarity(blocks: readonly number[]): Stationarity {
  const n = blocks.length;
  let s = 0;
  const slopes: number[] = [];
  for (let later = 1; later < n; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const step = blocks[later]! - blocks[earlier]!;
      s += Math.sign(step);
      slopes.push(step / (later - earlier));
    }
  }
  const slope = median(slopes);
  // Neighbours that are alike drift together by chance: they count as fewer.
  const shared = inflation(blocks.map((value, i) => value - slope * i));
  const deviation = Math.sqrt(((n * (n - 1) * (2 * n + 5)) / 18) * shared);
  const p = Math.min(1, 2 * normalTail(Math.max(0, Math.abs(s) - 1) / deviation));
  const trend = slope * (n - 1);
  const standardError = Math.sqrt((variance(blocks) / n) * inflation(blocks));
  return { isSteady: p >= LEVEL || Math.abs(trend) < LARGE, trend, p, standardError };
}

/** By how much the variance of a mean grows where each value shares something with the one before. */
function inflation(values: readonly number[]): number {
  const own = variance(values);
  if (own < ROUNDING) return 1;
  const centre = mean(values);
  const together = values.slice(1).reduce((sum, value, i) => sum + (value - centre) * (values[i]! - centre), 0);
  const alike = Math.min(MOST_ALIKE, Math.max(0, together / ((values.length - 1) * own)));
  return (1 + alike) / (1 - alike);
}

function median(values: number[]): number {
  const sorted = values.sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** P(Z > z) for z >= 0, by Abramowitz and Stegun's formula 26.2.17 (to 7.5e-8). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
