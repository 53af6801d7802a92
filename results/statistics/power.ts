/** How much could have been seen, and how many repeats it takes to see a given change. */
import type { Estimate } from "./estimate.ts";
import { tQuantile } from "./student-t.ts";

const MAX_REPEATS = 1000;

type Error = Pick<Estimate, "standardError" | "degreesOfFreedom">;

/** The smallest true difference that is found with this power where estimates err like this one, two-sided at `level`. */
export function detectableWith({ standardError, degreesOfFreedom }: Error, level = 0.05, power = 0.8): number {
  return (tQuantile(1 - level / 2, degreesOfFreedom) + tQuantile(power, degreesOfFreedom)) * standardError;
}

/**
 * The smallest true difference that `repeats` a side find with this power, two-sided at `level`; on the scale of `sd`,
 * the standard deviation between repeats. Needs two repeats.
 */
export function leastDetectable(sd: number, repeats: number, level = 0.05, power = 0.8): number {
  const error = { standardError: sd * Math.sqrt(2 / repeats), degreesOfFreedom: 2 * repeats - 2 };
  return detectableWith(error, level, power);
}

/** The fewest repeats a side that find `difference`; `null` where a thousand would not do. */
export function repeatsNeeded(sd: number, difference: number, level = 0.05, power = 0.8): number | null {
  const enough = (repeats: number) => leastDetectable(sd, repeats, level, power) <= Math.abs(difference);
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
