/** Failed and dropped requests as a guard: a level with more failures is never better. */
import { holm, interval, tOneSided } from "../statistics/index.ts";
import type { LevelComparison, MetricChange, Verdicts } from "./types.ts";

export const GUARD = "failures";

/** Significance level for `worse`; lower than that of the primaries, because the guard is tested in addition. */
const LEVEL = 0.01;
/** Two-sided, so that the upper bound is one-sided at 95 %. */
const CONFIDENCE = 0.9;

type Guard = Verdicts["guards"][number];

/** One-sided: `worse` if failures rise by more than the margin, `holds` if such a rise is ruled out. */
export function guardsOf(levels: readonly LevelComparison[]): Guard[] {
  const changes = levels.map(({ metrics }) => metrics.find(({ metric }) => metric === GUARD)!);
  const corrected = holm(changes.map(moreFailuresP), LEVEL);
  return levels.map(({ level }, i) => ({ level, verdict: wordOf(changes[i]!, corrected[i]!.p) }));
}

function moreFailuresP({ spread }: MetricChange): number {
  return spread === null ? 1 : tOneSided(spread.estimate);
}

function wordOf({ spread }: MetricChange, p: number): Guard["verdict"] {
  if (spread === null) return "undecided";
  const { estimate } = spread;
  const margin = spread.margin!;
  if (p <= LEVEL && estimate.difference > margin) return "worse";
  return interval(estimate, CONFIDENCE).high < margin ? "holds" : "undecided";
}
