/** One question: whether one metric changed. What may be asked, and what its answer is once it was corrected. */
import { judge } from "../statistics/index.ts";
import type { Verdict } from "../statistics/index.ts";
import type { CellOutput } from "../schema/outputs.ts";
import { RESOURCE_METRICS } from "./metrics.ts";
import { atConfidence, onScale } from "./spread.ts";
import type { MetricChange } from "./types.ts";

const FEWEST_SCRAPES = 4;
const SCRAPED = new Set(RESOURCE_METRICS.map(({ id }) => id));

/** Metrics that a level's cells can't answer for, whatever they show: think times or few scrapes made them. */
export function barredMetrics(cells: readonly CellOutput[]): Set<string> {
  const barred = new Set<string>();
  if (cells.some(({ result }) => isRateBounded(result.spec))) barred.add("rate");
  const areFew = ({ metrics }: CellOutput) => !metrics || metrics.scrapes - metrics.failedScrapes < FEWEST_SCRAPES;
  if (cells.some(areFew)) for (const id of SCRAPED) barred.add(id);
  return barred;
}

/** The rate is the schedule's in an open model, and the think times' in a closed one that has any. */
function isRateBounded(spec: CellOutput["result"]["spec"]): boolean {
  if (spec["model"] !== "closed") return true;
  const own = spec["thinkTime"];
  const isNone = typeof own === "object" && own !== null && !Array.isArray(own) && own["kind"] === "none";
  return spec["thinkTimeScale"] !== 0 && !isNone;
}

export const canBeAsked = (change: MetricChange, barred: ReadonlySet<string>): boolean =>
  change.spread !== null && change.spread.margin !== null && change.better !== null && !barred.has(change.metric);

/**
 * The change with its verdict at a corrected confidence.
 * @param mayBeBetter whether failures are shown to hold: without that nothing is called better
 */
export function answered(
  change: MetricChange,
  role: MetricChange["role"],
  confidence: number,
  mayBeBetter: boolean,
): MetricChange & { verdict: Verdict } {
  const spread = change.spread!;
  const { verdict } = judge(spread.estimate, onScale(spread.margin!, spread.scale), change.better!, confidence);
  const guarded = verdict === "better" && !mayBeBetter ? "inconclusive" : verdict;
  return { ...change, role, verdict: guarded, spread: atConfidence(spread, confidence) };
}
