import type { Half, PlateauHalves } from "../coordinator/halves.ts";
import type { CellResult } from "./cell.ts";
import { inMs, quantiles, samplesNeeded } from "./percentiles.ts";

/** How far apart the halves of a plateau may be, as a share of the first. */
const tolerance = 0.05;

/** Whether each plateau was one: its halves within 5 % of each other in rate and, where both have enough samples, in median. */
export function steadiness(halves: PlateauHalves, untilMs: number): NonNullable<CellResult["steady"]> {
  return halves.list(untilMs).map(({ segment, halves: [first, second] }) => {
    const ratePerS = [rateOf(first), rateOf(second)] as const;
    const p50Ms = [medianOf(first), medianOf(second)] as const;
    return { segment, holds: near(ratePerS) && near(p50Ms), ratePerS: [...ratePerS], p50Ms: [...p50Ms] };
  });
}

function rateOf({ requests, seconds }: Half): number {
  return requests / seconds;
}

function medianOf({ histogram }: Half): number | null {
  return histogram.count < samplesNeeded(quantiles.p50) ? null : inMs(histogram.quantile(0.5));
}

function near([first, second]: readonly [number | null, number | null]): boolean {
  if (first === null || second === null) return true;
  return Math.abs(second - first) <= tolerance * first;
}
