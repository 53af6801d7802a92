/**
 * The difference between the means of two sides, with its standard error from repeats. One value per replicate; latencies
 * and rates as logarithms, so that a difference is the logarithm of a ratio.
 */
import { tCdf, tQuantile, tTwoSided } from "./student-t.ts";

export interface Estimate {
  /** b - a. */
  difference: number;
  standardError: number;
  degreesOfFreedom: number;
  /** Two-sided; the null hypothesis is no difference. */
  p: number;
}

/**
 * Welch's estimate, which allows unequal variances. `null` if a side has fewer than two values, because one value does not
 * show how repeats vary.
 */
export function welch(a: readonly number[], b: readonly number[]): Estimate | null {
  if (a.length < 2 || b.length < 2) return null;
  const [partA, partB] = [variance(a) / a.length, variance(b) / b.length];
  const squared = partA + partB;
  // The Welch-Satterthwaite equation with shares of the variance, because squares of tiny variances would underflow.
  const share = squared === 0 ? 0.5 : partA / squared;
  const degreesOfFreedom = 1 / (share ** 2 / (a.length - 1) + (1 - share) ** 2 / (b.length - 1));
  return estimate(mean(b) - mean(a), Math.sqrt(squared), degreesOfFreedom);
}

/**
 * The paired estimate, for repeats that ran in pairs: drift over time affects both values of a pair. `null` with fewer than
 * two pairs, or if the sides differ in length.
 */
export function paired(a: readonly number[], b: readonly number[]): Estimate | null {
  if (a.length !== b.length || a.length < 2) return null;
  const differences = b.map((value, index) => value - a[index]!);
  return estimate(mean(differences), Math.sqrt(variance(differences) / differences.length), differences.length - 1);
}

/** If the standard error is 0, p is 0 for any difference, and 1 without one. */
function estimate(difference: number, standardError: number, degreesOfFreedom: number): Estimate {
  const certain = difference === 0 ? 1 : 0;
  const p = standardError === 0 ? certain : tTwoSided(difference / standardError, degreesOfFreedom);
  return { difference, standardError, degreesOfFreedom, p };
}

/** One-sided p; the null hypothesis is that the value does not rise. */
export function tOneSided({ difference, standardError, degreesOfFreedom }: Estimate): number {
  if (standardError === 0) return difference > 0 ? 0 : 1;
  return 1 - tCdf(difference / standardError, degreesOfFreedom);
}

export interface Interval {
  low: number;
  high: number;
}

/** The confidence interval of the difference. @param confidence such as 0.95 */
export function interval({ difference, standardError, degreesOfFreedom }: Estimate, confidence: number): Interval {
  const reach = tQuantile(0.5 + confidence / 2, degreesOfFreedom) * standardError;
  return { low: difference - reach, high: difference + reach };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance, with n - 1 degrees of freedom; requires at least two values. */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
