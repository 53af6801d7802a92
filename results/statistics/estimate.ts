/**
 * The difference of two sides' means, with what repeats say about its error. One value a cell; latencies and rates as
 * logarithms, so that a difference is the logarithm of a ratio.
 */
import { tCdf, tQuantile, tTwoSided } from "./student-t.ts";

export interface Estimate {
  /** b - a. */
  difference: number;
  standardError: number;
  degreesOfFreedom: number;
  /** Two-sided, against no difference. */
  p: number;
}

/**
 * Welch's estimate: the sides may vary differently. `null` where a side has fewer than two values: one value shows
 * nothing about the spread between repeats.
 */
export function welch(a: readonly number[], b: readonly number[]): Estimate | null {
  if (a.length < 2 || b.length < 2) return null;
  const [partA, partB] = [variance(a) / a.length, variance(b) / b.length];
  const squared = partA + partB;
  // Welch and Satterthwaite's formula by shares: squares of tiny variances would vanish.
  const share = squared === 0 ? 0.5 : partA / squared;
  const degreesOfFreedom = 1 / (share ** 2 / (a.length - 1) + (1 - share) ** 2 / (b.length - 1));
  return estimate(mean(b) - mean(a), Math.sqrt(squared), degreesOfFreedom);
}

/**
 * The paired estimate, for repeats that were run in pairs close in time: what drifts over the session is in both values of
 * a pair. `null` where there are fewer than two pairs or the sides differ in length.
 */
export function paired(a: readonly number[], b: readonly number[]): Estimate | null {
  if (a.length !== b.length || a.length < 2) return null;
  const differences = b.map((value, index) => value - a[index]!);
  return estimate(mean(differences), Math.sqrt(variance(differences) / differences.length), differences.length - 1);
}

/** Equal values on a side leave no error to judge by: then any difference is certain, and none is none. */
function estimate(difference: number, standardError: number, degreesOfFreedom: number): Estimate {
  const certain = difference === 0 ? 1 : 0;
  const p = standardError === 0 ? certain : tTwoSided(difference / standardError, degreesOfFreedom);
  return { difference, standardError, degreesOfFreedom, p };
}

/** P of as much a rise, or more, where there is none. */
export function tOneSided({ difference, standardError, degreesOfFreedom }: Estimate): number {
  if (standardError === 0) return difference > 0 ? 0 : 1;
  return 1 - tCdf(difference / standardError, degreesOfFreedom);
}

export interface Interval {
  low: number;
  high: number;
}

/** The interval that covers the true difference with this confidence, such as 0.95. */
export function interval({ difference, standardError, degreesOfFreedom }: Estimate, confidence: number): Interval {
  const reach = tQuantile(0.5 + confidence / 2, degreesOfFreedom) * standardError;
  return { low: difference - reach, high: difference + reach };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** With n - 1 below; needs two values. */
export function variance(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}
