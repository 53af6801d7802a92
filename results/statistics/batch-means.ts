/** The standard error of a cell's mean, from the means of consecutive parts of the cell (batch means). */
import { mean } from "./estimate.ts";
import { tQuantile } from "./student-t.ts";

/** Cells of fewer parts say too little about how alike neighbours are. */
const MIN_PARTS = 8;
/** Cells that are worth fewer independent parts have hardly been long enough to see how they vary. */
const MIN_EFFECTIVE_PARTS = 4;

export interface WithinCellError {
  /** Of the mean of one cell. */
  standardError: number;
  /** Half of the interval that holds a cell's long-run mean in 95 % of all cases. */
  halfWidth: number;
}

/**
 * Neighbouring parts are alike, so a mean of n of them errs like one of n (1 - r) / (1 + r) independent ones: the effective
 * sample size of a first-order autoregressive process. Variance and r, the correlation of neighbours, are of all cells
 * together, each about its own mean; r is corrected for the bias of short series, (1 + 3 r) / n (Kendall).
 *
 * `null` where no cell has enough parts, or all are too alike.
 *
 * @param cells parts of each cell, equally long and in order of time, on the scale of estimates
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
  const seen = squares === 0 ? 0 : products / squares;
  const alike = Math.max(0, (n * seen + 1) / (n - 3));
  const effective = (n * (1 - alike)) / (1 + alike);
  if (effective < MIN_EFFECTIVE_PARTS) return null;
  // The mean takes a part of the variance with it, the more the fewer independent parts there are.
  const variance = squares / parts / (1 - 1 / effective);
  const standardError = Math.sqrt(variance / effective);
  return { standardError, halfWidth: standardError * tQuantile(0.975, usable.length * (effective - 1)) };
}
