/** Exact permutation tests of a difference of means, which assume no distribution of the values. */
import { mean } from "./estimate.ts";

/** Each half of the values has up to 2^13 sums, which takes some milliseconds. */
const MAX_VALUES = 26;

/** Rounding tolerance: sums of the same values in another order differ in their last bits. */
const tolerance = (values: readonly number[]): number =>
  1e-12 * values.reduce((sum, value) => sum + Math.abs(value), 0);

/**
 * Two-sided p: the share of all assignments of the values to the two sides whose difference is at least as large as the
 * observed one. `null` if there are too many assignments to enumerate, or a side is empty.
 */
export function permutationP(a: readonly number[], b: readonly number[]): number | null {
  const values = [...a, ...b];
  if (a.length === 0 || b.length === 0 || values.length > MAX_VALUES) return null;
  const centre = mean(values);
  const centred = values.map((value) => value - centre);
  // The centred sums of both sides add up to 0, so the sum of one side determines the difference of the means.
  const observed = Math.abs(a.reduce((sum, value) => sum + value - centre, 0)) - tolerance(values);
  const half = centred.length >> 1;
  const [left, right] = [subsetSums(centred.slice(0, half)), subsetSums(centred.slice(half))];
  let [extreme, all] = [0, 0];
  for (const [size, sums] of left.entries()) {
    const others = right[a.length - size];
    if (!others) continue;
    all += sums.length * others.length;
    extreme += countBeyond(sums, others, observed);
  }
  return extreme / all;
}

/**
 * Two-sided p for pairs: the share of all exchanges within pairs whose difference is at least as large as the observed one.
 * `null` if there are too many pairs, or none.
 */
export function signFlipP(differences: readonly number[]): number | null {
  if (differences.length === 0 || differences.length > MAX_VALUES) return null;
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0)) - tolerance(differences);
  const half = differences.length >> 1;
  const [left, right] = [signedSums(differences.slice(0, half)), signedSums(differences.slice(half))];
  return countBeyond(left, right, observed) / (left.length * right.length);
}

/** Sums of all subsets by their size, each list in ascending order. */
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

/** Number of pairs, one value from each ascending list, whose sum is at least `least` away from 0. */
function countBeyond(left: readonly number[], right: readonly number[], least: number): number {
  if (least <= 0) return left.length * right.length;
  let count = 0;
  // As the left value grows, fewer right values are low enough, and more are high enough.
  let [low, high] = [right.length, right.length];
  for (const sum of left) {
    while (low > 0 && sum + right[low - 1]! > -least) low -= 1;
    while (high > 0 && sum + right[high - 1]! >= least) high -= 1;
    count += low + right.length - high;
  }
  return count;
}
