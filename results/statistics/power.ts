/** Statistical power: the minimum detectable effect, and the repeats needed to detect a given change. */
import type { Estimate } from "./estimate.ts";
import { tQuantile } from "./student-t.ts";

const MAX_REPEATS = 1000;

type Error = Pick<Estimate, "standardError" | "degreesOfFreedom">;

/** How a difference would be looked for. */
export interface Search {
  /** Of the two-sided test. Default 0.05. */
  level?: number;
  /** Share of all cases in which it is to be found. Default 0.8. */
  power?: number;
  /** Repeats are run in pairs; their differences then vary by `sd` x √2. Default `false`. */
  paired?: boolean;
}

/** The smallest true difference that is found where estimates err like this one. */
export function detectableBy({ standardError, degreesOfFreedom }: Error, search: Search = {}): number {
  const { level = 0.05, power = 0.8 } = search;
  return (tQuantile(1 - level / 2, degreesOfFreedom) + tQuantile(power, degreesOfFreedom)) * standardError;
}

/**
 * The smallest true difference that `repeats` a side find; on the scale of `sd`, the standard deviation between repeats.
 * Needs two repeats.
 */
export function leastDetectable(sd: number, repeats: number, search: Search = {}): number {
  const degreesOfFreedom = (search.paired ? 1 : 2) * (repeats - 1);
  return detectableBy({ standardError: sd * Math.sqrt(2 / repeats), degreesOfFreedom }, search);
}

/** The fewest repeats a side that find `difference`; `null` where a thousand would not do. */
export function repeatsNeeded(sd: number, difference: number, search: Search = {}): number | null {
  const enough = (repeats: number) => leastDetectable(sd, repeats, search) <= Math.abs(difference);
  if (!enough(MAX_REPEATS)) return null;
  let [few, many] = [1, MAX_REPEATS];
  // More repeats always find smaller differences, so halving finds the fewest.
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
}
