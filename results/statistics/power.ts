/** How much could have been seen, and how many repeats it takes to see a given change. */
import { tQuantile } from "./student-t.ts";

const MAX_REPEATS = 1000;

/**
 * The smallest true difference that `repeats` a side find with this power, two-sided at `level`; on the scale of `sd`,
 * the standard deviation between repeats. Needs two repeats.
 */
export function leastDetectable(sd: number, repeats: number, level = 0.05, power = 0.8): number {
  const degreesOfFreedom = 2 * repeats - 2;
  const reach = tQuantile(1 - level / 2, degreesOfFreedom) + tQuantile(power, degreesOfFreedom);
  return reach * sd * Math.sqrt(2 / repeats);
}

/** The fewest repeats a side that find `difference`; `null` where a thousand would not do. */
export function repeatsNeeded(sd: number, difference: number, level = 0.05, power = 0.8): number | null {
  for (let repeats = 2; repeats <= MAX_REPEATS; repeats += 1) {
    if (leastDetectable(sd, repeats, level, power) <= Math.abs(difference)) return repeats;
  }
  return null;
}
