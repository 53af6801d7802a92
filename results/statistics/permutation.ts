/** Exact permutation tests of a difference of means: no assumption on how values are distributed. */
import { mean } from "./estimate.ts";

/** Half the values of both sides: 2^13 sums each, some milliseconds. */
const MAX_VALUES = 26;

/** Sums of the same values in another order differ in their last bits; such a difference is none. */
const slack = (values: readonly number[]): number => 1e-12 * values.reduce((sum, value) => sum + Math.abs(value), 0);

/**
 * Two-sided p: the share of all ways to deal the values to the two sides that differ at least as much as what was seen.
 * `null` where there are more ways than can be counted out, or a side is empty.
 */
export function permutationP(a: readonly number[], b: readonly number[]): number | null {
  const values = [...a, ...b];
  if (a.length === 0 || b.length === 0 || values.length > MAX_VALUES) return null;
  const centre = mean(values);
  const centred = values.map((value) => value - centre);
  // The two sums are each other's negative: the mean of a side is as far from the centre as its sum.
  const seen = Math.abs(a.reduce((sum, value) => sum + value - centre, 0)) - slack(values);
  const half = centred.length >> 1;
  const [left, right] = [subsetSums(centred.slice(0, half)), subsetSums(centred.slice(half))];
  let [extreme, all] = [0, 0];
  for (const [size, sums] of left.entries()) {
    const others = right[a.length - size];
    if (!others) continue;
    all += sums.length * others.length;
    extreme += countBeyond(sums, others, seen);
  }
  return extreme / all;
}

/**
 * For pairs: the share of all ways to exchange the values within pairs that differ at least as much as what was seen.
 * `null` where there are too many pairs, or none.
 */
export function signFlipP(differences: readonly number[]): number | null {
  if (differences.length === 0 || differences.length > MAX_VALUES) return null;
  const seen = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - slack(differences);
  const half = differences.length >> 1;
  const [left, right] = [signedSums(differences.slice(0, half)), signedSums(differences.slice(half))];
  return countBeyond(left, right, seen) / (left.length * right.length);
}

/** Sums of all subsets, by their size; each list ascending. */
function subsetSums(values: readonly number[]): number[][] {
  const bySize: number[][] = [[0]];
  for (const value of values) {
    for (let size = bySize.length; size > 0; size -= 1)
      bySize[size] = [...(bySize[size] ?? []), ...bySize[size - 1]!.map((sum) => sum + value)];
  }
  return bySize.map((sums) => sums.sort((one, other) => one - other));
}

function signedSums(values: readonly number[]): number[] {
  const sums = values.reduce(
    (all, value) => [...all, ...all].map((sum, i) => sum + (i < all.length ? value : -value)),
    [0],
  );
  return sums.sort((one, other) => one - other);
}

/** Pairs of one of each ascending list whose sum is at least `least` from 0, on either side. */
function countBeyond(left: readonly number[], right: readonly number[], least: number): number {
  if (least <= 0) return left.length * right.length;
  let count = 0;
  // As the left grows, fewer of the right are low enough, and more are high enough.
  let [low, high] = [right.length, right.length];
  for (const sum of left) {
    while (low > 0 && sum + right[low - 1]! > -least) low -= 1;
    while (high > 0 && sum + right[high - 1]! >= least) high -= 1;
    count += low + right.length - high;
  }
  return count;
}
