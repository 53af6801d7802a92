/** Statistical power: the minimum detectable effect, and the repeats needed to detect a given change. */
import type { Estimate } from "./estimate.ts";
import { tQuantile } from "./student-t.ts";

const MAX_REPEATS = 1000;

type Error = Pick<Estimate, "standardError" | "degreesOfFreedom">;

/** The test that is to detect a difference. */
export interface TestDesign {
  /** Significance level of the two-sided test. Default 0.05. */
  level?: number;
  /** Probability of detecting the difference. Default 0.8. */
  power?: number;
  /** Repeats run in pairs; their differences then have a standard deviation of `sd` x √2. Default `false`. */
  paired?: boolean;
}

/** The minimum detectable difference of an estimate with this error. */
export function detectableBy({ standardError, degreesOfFreedom }: Error, design: TestDesign = {}): number {
  const { level = 0.05, power = 0.8 } = design;
  return (tQuantile(1 - level / 2, degreesOfFreedom) + tQuantile(power, degreesOfFreedom)) * standardError;
}

/**
 * The minimum difference that `repeats` per side detect, on the scale of `sd`, the standard deviation between repeats.
 * Requires at least two repeats.
 */
export function leastDetectable(sd: number, repeats: number, design: TestDesign = {}): number {
  const degreesOfFreedom = (design.paired ? 1 : 2) * (repeats - 1);
  return detectableBy({ standardError: sd * Math.sqrt(2 / repeats), degreesOfFreedom }, design);
}

/** The minimum number of repeats per side that detect `difference`; `null` if it is more than 1000. */
export function repeatsNeeded(sd: number, difference: number, design: TestDesign = {}): number | null {
  const enough = (repeats: number) => leastDetectable(sd, repeats, design) <= Math.abs(difference);
  if (!enough(MAX_REPEATS)) return null;
  let [few, many] = [1, MAX_REPEATS];
  // Bisection: more repeats always detect smaller differences.
  while (many - few > 1) {
    const middle = Math.floor((few + many) / 2);
    if (enough(middle)) many = middle;
    else few = middle;
  }
  return many;
}
