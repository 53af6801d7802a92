/** The exact permutation test of a difference of means: no assumption on how values are distributed. */
import { mean } from "./moments.ts";

/** C(20, 10): ten repeats a side. */
const MAX_ARRANGEMENTS = 184_756;

/**
 * Two-sided p: the share of all ways to deal the values to the two sides that differ at least as much as what was seen.
 * `null` where there are more ways than can be counted out, or a side is empty.
 */
export function permutationP(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0 || choose(a.length + b.length, a.length) > MAX_ARRANGEMENTS) return null;
  const values = [...a, ...b];
  const total = values.reduce((sum, value) => sum + value, 0);
  const seen = Math.abs(mean(b) - mean(a));
  // Sums of the same values in another order differ in their last bits; such a difference is none.
  const atLeast = seen - 1e-12 * (Math.abs(total) + seen);
  let extreme = 0;
  let all = 0;
  const deal = (from: number, missing: number, sum: number): void => {
    if (missing === 0) {
      all += 1;
      if (Math.abs((total - sum) / b.length - sum / a.length) >= atLeast) extreme += 1;
      return;
    }
    for (let next = from; next <= values.length - missing; next += 1) deal(next + 1, missing - 1, sum + values[next]!);
  };
  deal(0, a.length, 0);
  return extreme / all;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let index = 1; index <= k; index += 1) ways = (ways * (n - k + index)) / index;
  return Math.round(ways);
}
