/** Intervals of changes in words. */
import { difference, ratios } from "../../base/format.ts";
import type { Effect } from "./types.ts";

/** The interval around a change, such as `+3 to +8 %`, `× 3.38 to × 20.6` or `−1.5 to +1.5 points`. */
export function intervalText({ interval: { low, high }, scale }: Pick<Effect, "interval" | "scale">): string {
  if (scale === "points") return `${figureOf(low)} to ${figureOf(high)} points`;
  const [from, to] = ratios(low, high);
  return `${to.endsWith(" %") ? from.replace(/ %$/, "") : from} to ${to}`;
}

/** Of a difference of percentages: with its sign, without its unit. */
const figureOf = (points: number): string => difference(points, "%").replace(/ (%|points)$/, "");

/** The confidence of an interval as a percentage, rounded down to halves, so that none is overstated. */
export const confidencePct = ({ confidence }: Pick<Effect, "confidence">): number => Math.floor(200 * confidence) / 2;
