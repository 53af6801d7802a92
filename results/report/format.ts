/** Writes the changes of a comparison for reports. */
import { GUARD } from "../compare/guard.ts";
import { intervalText } from "../compare/interval-text.ts";
import type { MetricChange } from "../compare/types.ts";
import { difference, ratio } from "../../base/format.ts";

/** The verdict on a change; empty without one, because any other word would read like a verdict. */
export const meaning = ({ verdict }: MetricChange): string => verdict ?? "";

/** `+24.5 %`, or `× 24`; of shares, and from 0, the difference in their unit. */
export const sizeText = ({ unit, absolute, relative }: MetricChange): string =>
  unit === "%" || relative === null ? difference(absolute, unit) : ratio(relative);

/** The interval around a change, such as `+3 to +8 %`; empty without evidence. */
export const range = ({ spread }: MetricChange): string => (spread ? intervalText(spread) : "");

/** `+24.5 % (+24.3 to +24.8 %)`; without evidence, the size alone. */
export function sizeAndRange(change: MetricChange): string {
  const interval = range(change);
  return interval === "" ? sizeText(change) : `${sizeText(change)} (${interval})`;
}

/** An arrow for the sign of the change, whether it is better or worse. */
export function arrow({ absolute }: MetricChange): string {
  if (absolute === null) return "";
  return absolute > 0 ? "▲" : absolute < 0 ? "▼" : "=";
}

/** The verdict in words, with a sign for the direction of a change that matters; empty without one. */
export function verdictText(change: MetricChange): string {
  const { verdict, metric, a, b } = change;
  if (metric === GUARD && verdict === "no difference" && a.value === 0 && b.value === 0) return "no failures";
  return verdict === "worse" || verdict === "better" ? `${arrow(change)} ${verdict}` : (verdict ?? "");
}
