/** Formats the changes of a comparison for reports. */
import type { MetricChange } from "../compare/types.ts";
import { difference, ratio } from "../format.ts";

export { NONE, difference, number, quantity, ratio } from "../format.ts";

/** The verdict on a change; empty without one, because any other word would read like a verdict. */
export const meaning = ({ verdict }: MetricChange): string => verdict ?? "";

/** The interval around a change, such as `+3 % to +8 %`; empty without repeats. */
export function range({ spread }: MetricChange): string {
  if (!spread) return "";
  const { low, high } = spread.interval;
  return [low, high].map((value) => (spread.scale === "points" ? difference(value, "%") : ratio(value))).join(" to ");
}

/** An arrow for the sign of the change, whether it is better or worse. */
export function arrow({ absolute }: MetricChange): string {
  if (absolute === null) return "";
  return absolute > 0 ? "▲" : absolute < 0 ? "▼" : "=";
}
