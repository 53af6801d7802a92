/** Intervals of changes in words. */
import { difference, ratios } from "../../base/format.ts";
import type { Effect } from "./types.ts";

/** Units that two figures of a range share. */
const SHARED = / (%|points)$/;

/** The interval around a change, such as `+3 to +8 %`, `× 3.38 to × 20.6` or `−1.5 to +1.5 points`. */
export function intervalText({ interval: { low, high }, scale }: Pick<Effect, "interval" | "scale">): string {
  const [from, to] = scale === "points" ? [difference(low, "%"), difference(high, "%")] : ratios(low, high);
  const isShared = SHARED.exec(from)?.[1] === SHARED.exec(to)?.[1];
  return `${isShared ? from.replace(SHARED, "") : from} to ${to}`;
}

/** The confidence of an interval as a percentage, rounded down to halves, so that none is overstated. */
export const confidencePct = ({ confidence }: Pick<Effect, "confidence">): number => Math.floor(200 * confidence) / 2;
