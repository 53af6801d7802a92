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

/** A value with the variance of its error, and the degrees of freedom with which that variance is known. */
export interface Uncertain {
  value: number;
  variance: number;
  degreesOfFreedom: number;
}

/** Degrees of freedom of a variance that is not estimated: with so many, Student's t is the normal distribution. */
export const KNOWN_VARIANCE = 1e6;

/** The mean of repeats, whose variance they show themselves; requires at least two. */
export function meanOf(values: readonly number[]): Uncertain {
  return { value: mean(values), variance: variance(values) / values.length, degreesOfFreedom: values.length - 1 };
}

/** The difference b - a of two independent values, with the Welch-Satterthwaite degrees of freedom. */
export function differenceOf(a: Uncertain, b: Uncertain): Estimate {
  const squared = a.variance + b.variance;
  const degreesOfFreedom = pooledDegrees([a, b]);
  return estimate(b.value - a.value, Math.sqrt(squared), degreesOfFreedom);
}

/** The Welch-Satterthwaite degrees of freedom of a sum of variances. */
export function pooledDegrees(parts: readonly Pick<Uncertain, "variance" | "degreesOfFreedom">[]): number {
  const all = parts.reduce((sum, part) => sum + part.variance, 0);
  // Shares of the variance, because squares of tiny variances would underflow.
  const shares = parts.map((part) => (all === 0 ? 1 / parts.length : part.variance / all));
  return 1 / parts.reduce((sum, { degreesOfFreedom }, i) => sum + shares[i]! ** 2 / degreesOfFreedom, 0);
}

/**
 * Welch's estimate, which allows unequal variances. `null` if a side has fewer than two values, because one value does not
 * show how repeats vary.
 */
export function welch(a: readonly number[], b: readonly number[]): Estimate | null {
  return a.length < 2 || b.length < 2 ? null : differenceOf(meanOf(a), meanOf(b));
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
