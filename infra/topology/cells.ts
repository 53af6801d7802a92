/** The cells of a run and the order that they run in. */
import { digest } from "../catalog/digest.ts";

export interface PlannedCell {
  /** Name of its LoadRun resource. */
  cell: string;
  level: string;
  repeat: number;
  /** Position in the run, from 0. */
  order: number;
}

/**
 * Round by round, each round with all levels, shuffled by the seed: a slow drift of the machine then falls on every
 * level alike. Sorting by a hash of (seed, round, level) shuffles without a generator whose state would have to be kept.
 */
export function planCells(levels: readonly string[], repeats: number, seed: number): PlannedCell[] {
  const rounds = Array.from({ length: repeats }, (_, i) => i + 1);
  return rounds
    .flatMap((repeat) =>
      levels
        .map((level) => ({ level, repeat, key: digest([seed, repeat, level]) }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    )
    .map(({ level, repeat }, order) => ({ cell: `load-${level}-${repeat}`, level, repeat, order }));
}
