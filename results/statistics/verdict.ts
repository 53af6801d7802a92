/** Decides a verdict from an estimate and a margin. "No difference" requires an equivalence test; lack of significance does not show it. */
import type { Margins } from "../schema/analysis-plan.ts";
import { interval, type Estimate, type Interval } from "./estimate.ts";

export type Verdict = "better" | "worse" | "no difference" | "inconclusive";

export interface Judged {
  verdict: Verdict;
  /** At the corrected confidence. */
  interval: Interval;
  /** At 90 %; if it lies inside the margin, there is no difference that matters (two one-sided tests at 5 %). */
  equivalence: Interval;
}

/**
 * `better` or `worse`: the corrected interval excludes 0 and the estimate is beyond the margin. `no difference`: the 90 %
 * interval lies inside the margin. Otherwise `inconclusive`, also if an effect is certain, but may be smaller or larger
 * than the margin.
 *
 * @param margin on the scale of the estimate, positive
 * @param confidence of the corrected interval, such as 0.95 or Holm's
 */
export function judge(estimate: Estimate, margin: number, better: "lower" | "higher", confidence: number): Judged {
  const corrected = interval(estimate, confidence);
  const equivalence = interval(estimate, 0.9);
  const { difference } = estimate;
  const excludesZero = corrected.low > 0 || corrected.high < 0;
  let verdict: Verdict = "inconclusive";
  if (excludesZero && Math.abs(difference) > margin)
    verdict = difference < 0 === (better === "lower") ? "better" : "worse";
  else if (equivalence.low > -margin && equivalence.high < margin) verdict = "no difference";
  return { verdict, interval: corrected, equivalence };
}

/** Metrics whose margin has a floor in ms. */
const LATENCIES = new Set(["avg", "p50", "p90", "p95", "p99", "p99.9", "max"]);

/**
 * The margin of the logarithm of the ratio, which is symmetric: a rise of 5 % and its inverse are equally large. For
 * latencies it is at least the floor divided by the baseline. `null` if the metric has no margin.
 *
 * @param overheadMs median overhead of the generator per request, 0 if unknown
 */
export function logMargin(metric: string, baseline: number, margins: Margins, overheadMs = 0): number | null {
  const percent = margins.relativePct[metric];
  if (percent === undefined || !(baseline > 0)) return null;
  const floorMs = LATENCIES.has(metric) ? Math.max(margins.floorMs, margins.overheadFactor * overheadMs) : 0;
  return Math.log1p(Math.max(percent / 100, floorMs / baseline));
}
