/** The share of shifts that the test can find if medians are normally distributed without other noise. */
import { paired, welch } from "../../results/statistics/index.ts";
import type { Draws } from "./random.ts";

const DRAWS = 20_000;

export interface Experiment {
  /** Of the logarithm. */
  shift: number;
  /** Standard deviation of the medians of a side, on the same scale. */
  sd: number;
  /** Per side. */
  repeats: number;
  isPaired: boolean;
  /** Two-sided significance level, after correction. */
  level: number;
}

export function limitOf({ shift, sd, repeats, isPaired, level }: Experiment, draws: Draws): number {
  const estimate = isPaired ? paired : welch;
  const side = (mean: number) => Array.from({ length: repeats }, () => mean + sd * draws.normal());
  let found = 0;
  for (let n = 0; n < DRAWS; n += 1) if (estimate(side(0), side(shift))!.p <= level) found += 1;
  return found / DRAWS;
}
