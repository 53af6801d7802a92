/** What share of shifts the test itself can find, where medians differ by a normal spread and by nothing else. */
import { paired, welch } from "../../results/statistics/index.ts";
import type { Draws } from "./random.ts";

const DRAWS = 20_000;

export interface Asked {
  /** Of the logarithm. */
  shift: number;
  /** Between the medians of a side, on the same scale. */
  sd: number;
  /** A side. */
  repeats: number;
  isPaired: boolean;
  /** Two-sided, after correction. */
  level: number;
}

export function limitOf({ shift, sd, repeats, isPaired, level }: Asked, draws: Draws): number {
  const estimate = isPaired ? paired : welch;
  const side = (mean: number) => Array.from({ length: repeats }, () => mean + sd * draws.normal());
  let found = 0;
  for (let n = 0; n < DRAWS; n += 1) if (estimate(side(0), side(shift))!.p <= level) found += 1;
  return found / DRAWS;
}
