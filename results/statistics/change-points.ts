/**
 * Change points of a series by E-divisive (Matteson and James, "A nonparametric approach for multiple change point analysis
 * of multivariate data", JASA 109, 2014), with distances |x - y|: the method of MongoDB's performance tests (Daly and others,
 * ICPE 2020) and of Hunter (Fleming and others, ICPE 2023). Hunter replaces the permutation test with Student's t; here the
 * permutation test stays, because it accounts for the choice of the best of all splits and assumes no distribution.
 */
import { mulberry32 } from "../../base/random.ts";

export interface ChangePoint {
  /** Index of the first value after the change. */
  at: number;
  /** Of the permutation test of this change, at least 1 / (permutations + 1). */
  p: number;
}

export interface ChangePointOptions {
  /** Chance that a series without a change shows one. Default 0.01. */
  level?: number;
  /** Default 999. */
  permutations?: number;
  seed?: number;
}

/** A part of a series without a change so far: from `from`, up to and without `to`. */
interface Segment {
  from: number;
  to: number;
}

interface Split {
  at: number;
  /** Scaled divergence: 0 or less where the sides are alike, without an upper bound. */
  statistic: number;
}

/** Fewer values on a side of a split have no distances within. */
const MIN_SIDE = 2;

/**
 * Finds changes one by one, the clearest first, until the next one could be chance. In order of the series. Assumes that
 * values without a change are exchangeable: a slow drift shows as several changes.
 */
export function changePoints(
  values: readonly number[],
  { level = 0.01, permutations = 999, seed = 1 }: ChangePointOptions = {},
): ChangePoint[] {
  const random = mulberry32(seed);
  const found: ChangePoint[] = [];
  let segments: Segment[] = [{ from: 0, to: values.length }];
  for (;;) {
    const split = clearestOf(values, segments);
    if (split === null || split.statistic <= 0) break;
    const p = permutationTest(values, segments, split.statistic, { level, permutations, random });
    if (p === null || p > level) break;
    found.push({ at: split.at, p });
    segments = segments.flatMap(({ from, to }) =>
      from < split.at && split.at < to
        ? [
            { from, to: split.at },
            { from: split.at, to },
          ]
        : [{ from, to }],
    );
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The share of shuffles within all segments whose clearest split is as clear; `null` as soon as it exceeds the level. */
function permutationTest(
  values: readonly number[],
  segments: readonly Segment[],
  observed: number,
  { level, permutations, random }: { level: number; permutations: number; random: () => number },
): number | null {
  const most = level * (permutations + 1);
  const shuffled = [...values];
  // Rounding: the same values in another order differ in their last bits.
  const least = observed * (1 - 1e-9);
  let extreme = 1;
  for (let round = 0; round < permutations; round += 1) {
    for (const segment of segments) shuffle(shuffled, segment, random);
    if (clearestOf(shuffled, segments)!.statistic >= least) extreme += 1;
    if (extreme > most) return null;
  }
  return extreme / (permutations + 1);
}

function shuffle(values: number[], { from, to }: Segment, random: () => number): void {
  for (let last = to - 1; last > from; last -= 1) {
    const other = from + Math.floor(random() * (last - from + 1));
    [values[last], values[other]] = [values[other]!, values[last]!];
  }
}

function clearestOf(values: readonly number[], segments: readonly Segment[]): Split | null {
  let best: Split | null = null;
  for (const segment of segments) {
    const split = bestSplit(values.slice(segment.from, segment.to));
    if (split !== null && (best === null || split.statistic > best.statistic))
      best = { at: segment.from + split.at, statistic: split.statistic };
  }
  return best;
}

/**
 * The split of the values before `at` from those between `at` and any later end whose divergence is largest: the end makes a
 * change visible that is undone later. `null` for too few values.
 */
export function bestSplit(values: readonly number[]): Split | null {
  const sums = distanceSums(values);
  const width = values.length + 1;
  let [best, bestAt] = [-Infinity, 0];
  for (let at = MIN_SIDE; at <= values.length - MIN_SIDE; at += 1) {
    const before = sums[at * width + at]! / 2;
    for (let end = at + MIN_SIDE; end <= values.length; end += 1) {
      const across = sums[at * width + end]! - 2 * before;
      const after = sums[end * width + end]! / 2 - before - across;
      const statistic = scaledDivergence(across, before, after, at, end - at);
      if (statistic > best) [best, bestAt] = [statistic, at];
    }
  }
  return best === -Infinity ? null : { at: bestAt, statistic: best };
}

/** n m / (n + m) times the energy distance of n and m values, from the sums of the distances of all their pairs. */
function scaledDivergence(across: number, before: number, after: number, n: number, m: number): number {
  const within = (2 * before) / (n * (n - 1)) + (2 * after) / (m * (m - 1));
  return ((n * m) / (n + m)) * ((2 * across) / (n * m) - within);
}

/** At [i, j] of a square matrix, for i <= j: the sum of the distances between the first i and the first j values. */
function distanceSums(values: readonly number[]): Float64Array {
  const width = values.length + 1;
  const sums = new Float64Array(width * width);
  // Loops over indices, and only half of the matrix: this runs for every shuffle.
  for (let j = 1; j < width; j += 1) {
    const last = values[j - 1]!;
    let column = 0;
    for (let i = 1; i < j; i += 1) {
      column += Math.abs(values[i - 1]! - last);
      sums[i * width + j] = sums[i * width + j - 1]! + column;
    }
    sums[j * width + j] = sums[(j - 1) * width + j - 1]! + 2 * column;
  }
  return sums;
}
