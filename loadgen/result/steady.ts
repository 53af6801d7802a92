import type { Half, PlateauHalves } from "../coordinator/halves.ts";
import type { CellResult } from "./cell.ts";
import { inMs, quantiles, samplesNeeded } from "./percentiles.ts";

type Steady = NonNullable<CellResult["steady"]>[number];
type Pair = [number | null, number | null];

/** How far apart the halves of a plateau may be, as a share of the first. */
const tolerance = 0.05;

/** Of a normal distribution: chance alone goes beyond it, either way, once in a hundred. */
const z = 2.576;

/**
 * Whether each plateau was one: its halves within 5 % of each other in rate and, where both have enough samples, in median.
 * Beyond that it was none (`false`), unless so few requests differ that much by chance (`null`).
 */
export function steadiness(halves: PlateauHalves, untilMs: number): Steady[] {
  return halves.list(untilMs).map(({ segment, halves: [first, second] }) => {
    const ratePerS: [number, number] = [rateOf(first), rateOf(second)];
    const p50Ms: Pair = [medianOf(first), medianOf(second)];
    const parts = [
      near(ratePerS) || (mayBeEqualRates(first, second) ? null : false),
      near(p50Ms) || (mayBeEqualMedians(first, second) ? null : false),
    ];
    const holds = parts.includes(false) ? false : parts.includes(null) ? null : true;
    return { segment, holds, ratePerS, p50Ms };
  });
}

/** What was seen of a plateau that did not hold. */
export function unsteadiness({ segment, ratePerS, p50Ms }: Steady): string {
  return `second half of ${segment} against the first: rate ${change(ratePerS)}, p50 ${change(p50Ms)}`;
}

function change([first, second]: (number | null)[]): string {
  if (first == null || second == null || first === 0) return "unknown";
  const percent = (second / first - 1) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
}

function rateOf({ requests, seconds }: Half): number {
  return requests / seconds;
}

function medianOf({ histogram }: Half): number | null {
  return histogram.count < samplesNeeded(quantiles.p50) ? null : inMs(histogram.quantile(0.5));
}

function near([first, second]: Pair): boolean {
  if (first === null || second === null) return true;
  return Math.abs(second - first) <= tolerance * first;
}

/** Counts of equal times that come one by one: their difference has their sum as its variance. */
function mayBeEqualRates({ requests: first }: Half, { requests: second }: Half): boolean {
  return Math.abs(second - first) <= z * Math.sqrt(first + second);
}

/** The intervals of both medians, by the order of samples, reach each other; each is narrower by √2, as both vary. */
function mayBeEqualMedians(first: Half, second: Half): boolean {
  const [own, other] = [medianInterval(first), medianInterval(second)];
  return own.from <= other.to && other.from <= own.to;
}

function medianInterval({ histogram }: Half): { from: number; to: number } {
  const reach = (z / Math.SQRT2) * Math.sqrt(0.25 / histogram.count);
  return { from: histogram.quantile(0.5 - reach)!, to: histogram.quantile(0.5 + reach)! };
}
