/** Holm's correction: with many questions, some answer is surprising by chance. */

export interface Corrected {
  /** To be held against the level of the whole family, such as 0.05. */
  p: number;
  /** Confidence of the interval that belongs to it: it excludes 0 exactly when `p` is below the family's level. */
  confidence: number;
}

/** In the order of `ps`. The chance of any false alarm in the family is at most `level`. */
export function holm(ps: readonly number[], level = 0.05): Corrected[] {
  const order = ps.map((_, index) => index).sort((one, other) => ps[one]! - ps[other]!);
  const corrected: Corrected[] = [];
  let before = 0;
  /** Once one step is not rejected, none of the later ones is: they keep its divisor. */
  let stopped: number | null = null;
  for (const [rank, index] of order.entries()) {
    const left = ps.length - rank;
    const own = Math.min(1, left * ps[index]!);
    before = Math.max(before, own);
    if (own > level) stopped ??= left;
    corrected[index] = { p: before, confidence: 1 - level / (stopped ?? left) };
  }
  return corrected;
}
