/**
 * The required length of a cell, at which its median is as precise as the margin; and whether longer cells or more
 * repeats would narrow a comparison.
 */
import { logMargin, mean, withinCellError } from "../statistics/index.ts";
import type { Margins } from "../schema/analysis-plan.ts";
import type { CellOutput } from "../schema/outputs.ts";
import { unsteadyPlateaus } from "./evidence.ts";
import { sdBetween } from "./effect.ts";
import type { CellLength, LevelCellLength, MetricChange } from "./types.ts";

/** The metric of a cell's blocks. */
const METRIC = "p50";

/** One for each level, from the blocks of its complete and steady cells; levels without recorded blocks are left out. */
export function cellLengths(cells: readonly CellOutput[], margins: Margins): CellLength[] {
  const usable = cells.filter(
    (cell) => cell.result.status === "complete" && cell.blocks && unsteadyPlateaus(cell).length === 0,
  );
  return [...Map.groupBy(usable, ({ level }) => level)].flatMap(([level, own]) => {
    const parts = own.map(({ blocks }) => blocks!.p50Ms.map(Math.log));
    const margin = logMargin(METRIC, Math.exp(mean(parts.flat())), margins);
    if (margin === null) return [];
    const lengthMs = mean(own.map(({ blocks }) => blocks!.lengthMs * blocks!.p50Ms.length));
    return [{ level, lengthMs, margin: Math.expm1(margin), known: precisionOf(parts, lengthMs, margin) ?? null }];
  });
}

/** The error of a mean falls with the square root of its length. */
function precisionOf(parts: readonly number[][], lengthMs: number, margin: number): CellLength["known"] | undefined {
  const found = withinCellError(parts);
  if (!found) return undefined;
  const { standardError, halfWidth } = found;
  return { standardError, precision: Math.expm1(halfWidth), neededMs: lengthMs * (halfWidth / margin) ** 2 };
}

/** @param metrics of the level, over all endpoints */
export function levelCellLength(
  cellsA: readonly CellOutput[],
  cellsB: readonly CellOutput[],
  metrics: readonly MetricChange[],
  margins: Margins,
): LevelCellLength {
  const [a = null, b = null] = [cellsA, cellsB].map((cells) => cellLengths(cells, margins)[0] ?? null);
  const errors = [a, b].flatMap((side) => side?.known?.standardError ?? []);
  const variance = errors.reduce((sum, error) => sum + error ** 2, 0) / 2;
  return { a, b, shareWithin: errors.length === 2 ? shareOf(variance, metrics) : null };
}

/** `null` if the spread is given, and if replicates are deployments, because then repeats do not vary like cells. */
function shareOf(varianceWithin: number, metrics: readonly MetricChange[]): number | null {
  const median = metrics.find(({ metric }) => metric === METRIC)!;
  const { spread } = median;
  if (
    !spread ||
    spread.method === "given spread" ||
    spread.values.a !== median.a.evidence ||
    spread.estimate.standardError === 0
  )
    return null;
  return Math.min(1, varianceWithin / sdBetween(spread) ** 2);
}
