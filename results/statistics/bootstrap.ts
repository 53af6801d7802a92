/** The hierarchical bootstrap: resamples cells, and blocks within cells. It assumes no distribution of either. */
import { mulberry32 } from "../../base/random.ts";
import type { Interval } from "./estimate.ts";
import { mean } from "./estimate.ts";

/** One cell: its value, and the values of its blocks on the same scale. */
export interface BlockedCell {
  value: number;
  blocks: readonly number[];
}

const RESAMPLES = 2000;

/** The percentile interval of the resampled differences b - a. Deterministic: seeded with the number of cells. */
export function hierarchicalBootstrap(
  a: readonly BlockedCell[],
  b: readonly BlockedCell[],
  confidence: number,
): Interval {
  const uniform = mulberry32(a.length + b.length);
  const [left, right] = [a.map(centred), b.map(centred)];
  const differences = Array.from(
    { length: RESAMPLES },
    () => resampledMean(right, uniform) - resampledMean(left, uniform),
  ).sort((one, other) => one - other);
  const at = (share: number) => differences[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))]!;
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}

/** Blocks as deviations from their mean, to be added to the cell's value. */
function centred({ value, blocks }: BlockedCell): BlockedCell {
  const centre = mean(blocks);
  return { value, blocks: blocks.map((block) => block - centre) };
}

function resampledMean(side: readonly BlockedCell[], uniform: () => number): number {
  let sum = 0;
  for (let drawn = 0; drawn < side.length; drawn += 1) {
    const { value, blocks } = side[Math.floor(uniform() * side.length)]!;
    let deviation = 0;
    for (let block = 0; block < blocks.length; block += 1) deviation += blocks[Math.floor(uniform() * blocks.length)]!;
    sum += value + (blocks.length === 0 ? 0 : deviation / blocks.length);
  }
  return sum / side.length;
}
