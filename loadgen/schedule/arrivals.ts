import type { Random } from "../../base/random.ts";
import { endOf, type Curve } from "./curve.ts";

/**
 * Times of arrivals along a rate curve, in ms, in order: where the area under the curve reaches each count.
 *
 * Even arrivals come where it reaches 0, 1, 2, ...; random ones where it reaches the sums of exponential draws, which
 * makes them a Poisson process of that rate. Computed from the curve, so nothing drifts however many there are.
 */
export function* arrivalTimes(curve: Curve, random: Random | undefined): Generator<number, void, undefined> {
  const gap = () => (random === undefined ? 1 : -Math.log(1 - random.next()));
  let area = 0;
  let next = random === undefined ? 0 : gap();
  for (let index = 0; index + 1 < curve.length; index += 1) {
    const from = curve[index]!;
    const to = curve[index + 1]!;
    const total = area + ((from.level + to.level) / 2) * ((to.atMs - from.atMs) / 1000);
    // An arrival due at the very end of the last piece would start after the load.
    while (next < total - 1e-9) {
      yield from.atMs + timeOfArea(from.level, to.level, to.atMs - from.atMs, next - area);
      next += gap();
    }
    area = total;
  }
}

/** Number of arrivals in the schedule, which workers together must release or drop. */
export function plannedArrivals(curve: Curve, random: Random | undefined, untilMs = endOf(curve)): number {
  let count = 0;
  for (const atMs of arrivalTimes(curve, random)) {
    if (atMs >= untilMs) break;
    count += 1;
  }
  return count;
}

/** When, in ms from its start, a piece that goes evenly from one rate to another has this area (in arrivals) behind it. */
function timeOfArea(fromRate: number, toRate: number, overMs: number, area: number): number {
  const slope = (toRate - fromRate) / overMs;
  const target = area * 1000;
  if (slope === 0) return target / fromRate;
  // The root of slope/2 t² + fromRate t = target that lies in the piece, in the form that loses no digits.
  const root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * target));
  return target === 0 ? 0 : (2 * target) / (fromRate + root);
}
