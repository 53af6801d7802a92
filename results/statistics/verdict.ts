/** Decides a verdict from an estimate and a margin. Not significant is never "no difference", which needs an equivalence test. */
import type { Margins } from "../schema/analysis-plan.ts";
import { interval, type Estimate, type Interval } from "./estimate.ts";

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

/** Metrics that are times, which have a floor. */
const LATENCIES = new Set(["avg", "p50", "p90", "p95", "p99", "p99.9", "max"]);

/**
 * The margin on the logarithm of the ratio, symmetric: 5 % more and its inverse are equally far. For latencies it is at
 * least the floor's share of the baseline. `null`: the metric has none.
 *
 * @param overheadMs median time of a request to the generator itself, 0 where it is not known
 */
export function logMargin(metric: string, baseline: number, margins: Margins, overheadMs = 0): number | null {
  const percent = margins.relativePct[metric];
  if (percent === undefined || !(baseline > 0)) return null;
  const floorMs = LATENCIES.has(metric) ? Math.max(margins.floorMs, margins.overheadFactor * overheadMs) : 0;
  return Math.log1p(Math.max(percent / 100, floorMs / baseline));
}
