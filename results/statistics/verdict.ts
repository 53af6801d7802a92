/** From an estimate to one of four words. Not significant is never "no difference": that takes evidence of its own. */
import { interval } from "./estimate.ts";
import type { Estimate, Interval } from "./estimate.ts";

export type Verdict = "better" | "worse" | "no difference" | "inconclusive";

export interface Judged {
  verdict: Verdict;
  /** At the corrected confidence. */
  interval: Interval;
  /** At 90 %: wholly inside the margin, it shows that there is no difference that matters (two one-sided tests at 5 %). */
  equivalence: Interval;
}

/**
 * `better` or `worse`: the corrected interval excludes 0 and the estimate is beyond the margin. `no difference`: the 90 %
 * interval lies inside the margin. Else `inconclusive`, also where an effect is certain but smaller than the margin
 * and may be larger.
 *
 * @param margin - On the scale of the estimate, positive.
 * @param confidence - Of the corrected interval, such as 0.95 or Holm's.
 */
export function judge(estimate: Estimate, margin: number, better: "lower" | "higher", confidence: number): Judged {
  const corrected = interval(estimate, confidence);
  const equivalence = interval(estimate, 0.9);
  const { difference } = estimate;
  const excludesNone = corrected.low > 0 || corrected.high < 0;
  let verdict: Verdict = "inconclusive";
  if (excludesNone && Math.abs(difference) > margin)
    verdict = difference < 0 === (better === "lower") ? "better" : "worse";
  else if (equivalence.low > -margin && equivalence.high < margin) verdict = "no difference";
  return { verdict, interval: corrected, equivalence };
}
