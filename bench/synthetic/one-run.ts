/** Compares single synthetic runs of one service: how often is a change reported where there is none, and found where there is? */
import { compare } from "../../results/compare/index.ts";
import * as noises from "./noise.ts";
import type { Noise } from "./noise.ts";
import { normalCdf, type Draws } from "./random.ts";
import { sideOf, type Shape } from "./side.ts";

const LEVELS = ["low", "medium", "high"];
const CHANGE = Math.log(3);

export interface OneRunRow {
  noise: Noise;
  /** Standard deviation of the logarithm between runs; 0 if runs differ only by what varies within them. */
  spread: number;
}

/** Between runs, normal and in two modes, alone and with noise within them; and noise within runs alone. */
export function oneRunRows(spreads: readonly number[]): OneRunRow[] {
  const [normal, twoModes, correlated] = [0, 1, 2].map((kind) => (spread: number): OneRunRow => {
    const noise = noises.ofSpread(spread)[kind]!;
    return { noise: { ...noise, name: `${noise.name}, ${Math.round(100 * spread)} %` }, spread };
  });
  const { independent, ar90, ar95, bimodal, confounded } = noises;
  return [
    ...spreads.map(normal!),
    twoModes!(0.1),
    correlated!(0.1),
    ...[independent, ar90, ar95, bimodal, confounded].map((noise) => ({ noise, spread: 0 })),
  ];
}

export interface OneRunCounts {
  /** Of two equal services: better or worse. */
  alarms: number;
  /** Of a service that is three times slower at one level: worse. */
  found: number;
}

/** @param comparisons of each kind */
export function countOneRun({ noise }: OneRunRow, comparisons: number, draws: Draws): OneRunCounts {
  const shape: Shape = { noise, repeats: 1, seconds: 60, requestsPerS: 10, levels: LEVELS };
  const verdict = (shift: number) =>
    compare(sideOf("a", shape, draws).outputs, sideOf("b", shape, draws, shift).outputs).verdicts.verdict;
  const counts = { alarms: 0, found: 0 };
  for (let n = 0; n < comparisons; n += 1) {
    const equal = verdict(0);
    if (equal === "better" || equal === "worse") counts.alarms += 1;
    if (verdict(CHANGE) === "worse") counts.found += 1;
  }
  return counts;
}

/**
 * The share in which any test of one run a side can find the change if it raises 1 % of false alarms, even one that knows the
 * spread: the difference of two runs is normal, with a standard deviation of spread x √2.
 */
export function bestShare(spread: number): number {
  const TWO_SIDED_1_PCT = 2.5758;
  return spread === 0 ? 1 : normalCdf(CHANGE / (spread * Math.SQRT2) - TWO_SIDED_1_PCT);
}
