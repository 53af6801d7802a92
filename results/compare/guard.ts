/** Failed and dropped requests as a guard: a level with more failures is never better. */
import { holm, interval, tOneSided } from "../statistics/index.ts";
import type { LevelComparison, MetricChange, Verdicts } from "./types.ts";

export const GUARD = "failures";

/** Whether the guard allows a level to be better. */
export const holds = ({ verdict }: Verdicts["guards"][number]): boolean =>
  verdict === "holds" || verdict === "no failures";

/** Significance level for `worse`; lower than that of the primaries, because the guard is tested in addition. */
const LEVEL = 0.01;
/** Two-sided, so that the upper bound is one-sided at 95 %. */
const CONFIDENCE = 0.9;

type Guard = Verdicts["guards"][number];

/**
 * One-sided: `worse` if failures rise by more than the margin, `holds` if such a rise is ruled out or the candidate has
 * none, `no failures` if neither side has any. A single run rules out little, so there it is enough that no rise was seen.
 */
export function guardsOf(levels: readonly LevelComparison[]): Guard[] {
  const changes = levels.map(({ metrics }) => metrics.find(({ metric }) => metric === GUARD)!);
  const corrected = holm(changes.map(moreFailuresP), LEVEL);
  return levels.map(({ level }, i) => ({ level, verdict: wordOf(changes[i]!, corrected[i]!.p) }));
}

function moreFailuresP({ spread }: MetricChange): number {
  return spread === null ? 1 : tOneSided(spread.estimate);
}

function wordOf({ spread, a, b, direction }: MetricChange, p: number): Guard["verdict"] {
  if (a.value === 0 && b.value === 0 && direction !== "unknown") return "no failures";
  if (spread === null) return "undecided";
  if (b.value === 0) return "holds";
  const { estimate } = spread;
  const margin = spread.margin!;
  if (p <= LEVEL && estimate.difference > margin) return "worse";
  if (spread.method === "given spread" && estimate.difference <= 0) return "holds";
  return interval(estimate, CONFIDENCE).high < margin ? "holds" : "undecided";
}
