/** The standard error of a cell's mean, from the means of consecutive parts of the cell (batch means). */
import { mean } from "./estimate.ts";
import { tQuantile } from "./student-t.ts";

/** Minimum parts of a cell for an estimate of the correlation between neighbours. */
const MIN_PARTS = 8;
/** Minimum effective sample size: shorter cells do not show how they vary. */
const MIN_EFFECTIVE_PARTS = 4;

export interface WithinCellError {
  /** Of the mean of one cell. */
  standardError: number;
  /** Half the width of the 95 % interval of a cell's long-run mean. */
  halfWidth: number;
}

/**
 * Neighbouring parts are correlated, so the mean of n of them has the error of n (1 - r) / (1 + r) independent ones: the
 * effective sample size of a first-order autoregressive process. The variance and r, the correlation of neighbours, are
 * pooled over all cells, each about its own mean; r is corrected for the bias of short series, (1 + 3 r) / n (Kendall).
 *
 * Returns `null` if no cell has enough parts, or their correlation is too high.
 *
 * @param cells parts of each cell, of equal length and in order of time, on the scale of estimates
 */
export function withinCellError(cells: readonly (readonly number[])[]): WithinCellError | null {
  const usable = cells.filter((parts) => parts.length >= MIN_PARTS);
  if (usable.length === 0) return null;
  let [squares, products, parts] = [0, 0, 0];
  for (const cell of usable) {
    const centre = mean(cell);
    parts += cell.length;
    for (let i = 0; i < cell.length; i += 1) {
      const own = cell[i]! - centre;
      squares += own * own;
      if (i > 0) products += own * (cell[i - 1]! - centre);
    }
  }
  const n = parts / usable.length;
  const observed = squares === 0 ? 0 : products / squares;
  const correlation = Math.max(0, (n * observed + 1) / (n - 3));
  const effective = (n * (1 - correlation)) / (1 + correlation);
  if (effective < MIN_EFFECTIVE_PARTS) return null;
  // Bessel's correction with the effective sample size: deviations from the cell's own mean are too small.
  const variance = squares / parts / (1 - 1 / effective);
  const standardError = Math.sqrt(variance / effective);
  return { standardError, halfWidth: standardError * tQuantile(0.975, usable.length * (effective - 1)) };
}
