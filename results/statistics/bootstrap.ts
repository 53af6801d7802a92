/** The hierarchical bootstrap: cells are drawn again, and within each its blocks. Nothing is assumed of either's shape. */
import { mulberry32 } from "../../base/random.ts";
import type { Interval } from "./estimate.ts";
import { mean } from "./estimate.ts";

/** One cell: its value, and values of the blocks that it was measured in, all on one scale. */
export interface BlockedCell {
  value: number;
  blocks: readonly number[];
}

const RESAMPLES = 2000;

/** The interval that holds this share of the resampled differences b - a. The same cells give the same interval. */
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

/** What its blocks differ from each other by is taken about the cell's own value. */
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
