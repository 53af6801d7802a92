/** Holm's step-down correction for several tests. */

export interface Corrected {
  /** To be compared with the level of the whole family, such as 0.05. */
  p: number;
  /** Confidence of the corresponding interval, which excludes 0 exactly if `p` is below the family's level. */
  confidence: number;
}

/** Corrects p-values, in the order of `ps`. The family-wise error rate is at most `level`. */
export function holm(ps: readonly number[], level = 0.05): Corrected[] {
  const order = ps.map((_, index) => index).sort((one, other) => ps[one]! - ps[other]!);
  const corrected: Corrected[] = [];
  let largest = 0;
  // After the first hypothesis that is not rejected, no later one is: they keep its divisor.
  let divisor: number | undefined;
  for (const [rank, index] of order.entries()) {
    const remaining = ps.length - rank;
    const own = Math.min(1, remaining * ps[index]!);
    largest = Math.max(largest, own);
    if (own > level) divisor ??= remaining;
    corrected[index] = { p: largest, confidence: 1 - level / (divisor ?? remaining) };
  }
  return corrected;
}
