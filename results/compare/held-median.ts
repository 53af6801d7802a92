/**
 * The median of a level on which a side has no evidence, because the generator delayed requests: each cell's median holds
 * where only other percentiles were moved by more than their margins.
 */
import { DEFAULT_MARGINS } from "../schema/analysis-plan.ts";
import type { CellOutput } from "../schema/outputs.ts";
import { changeOf } from "./change.ts";
import { atConfidence, toScale, type EffectSettings } from "./effect.ts";
import { evidenceOf, faultOf, isEvidence, unsteadyPlateaus, validityOf, type Evidence } from "./evidence.ts";
import { GIVEN_SPREAD_CONFIDENCE, type History } from "./given-spread.ts";
import { OVERALL_METRICS } from "./metrics.ts";
import type { LevelComparison, MetricChange } from "./types.ts";

const MEDIAN = OVERALL_METRICS.find(({ id }) => id === "p50")!;
/** The generator may have moved a median that it is said not to have moved by this share: its margin is the default one. */
const MOVED_BY = DEFAULT_MARGINS.relativePct["p50"]! / 100;
/** Significance level over all levels. */
const LEVEL = 0.05;

/** `null` if both sides have evidence, or if a side has no cell whose median holds. */
export function heldMedian(
  cellsA: readonly CellOutput[],
  cellsB: readonly CellOutput[],
  settings: EffectSettings,
  history: History<CellOutput>,
): MetricChange | null {
  const sides = [cellsA, cellsB];
  if (sides.every((cells) => cells.some((cell) => isEvidence(evidenceOf(cell, cell))))) return null;
  const [a, b] = sides.map((cells) => cells.filter(medianHolds).map(asEvidence));
  return a!.length > 0 && b!.length > 0 ? changeOf(MEDIAN, a!, b!, settings, history) : null;
}

const asEvidence = (cell: CellOutput): Evidence<CellOutput> => ({ ...evidenceOf(cell, cell), status: "complete" });

function medianHolds(cell: CellOutput): boolean {
  const { status } = validityOf(cell);
  if (status !== "invalid") return status === "complete";
  const moved = cell.result.generator?.moved;
  const isOther = moved !== undefined && !moved.includes("p50");
  return isOther && faultOf(cell) === "generator" && unsteadyPlateaus(cell).length === 0;
}

/**
 * The levels on which the median has changed for certain, with its interval at that confidence,
 * which must lie beyond the margin.
 */
export function certainlyChanged(
  levels: readonly LevelComparison[],
): { level: LevelComparison; change: MetricChange }[] {
  return levels.flatMap((level) => {
    const change = level.heldMedian;
    if (!change?.spread?.margin) return [];
    const ofAll = 1 - LEVEL / levels.length;
    const isGiven = change.spread.method === "given spread";
    const spread = atConfidence(change.spread, isGiven ? Math.max(ofAll, GIVEN_SPREAD_CONFIDENCE) : ofAll);
    const { low, high } = spread.interval;
    const least = toScale(Math.max(change.spread.margin, MOVED_BY), spread.scale);
    const isBeyond = toScale(low, spread.scale) > least || toScale(high, spread.scale) < -least;
    return isBeyond ? [{ level, change: { ...change, spread } }] : [];
  });
}
