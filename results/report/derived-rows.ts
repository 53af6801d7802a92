/** Derived metrics as cells of a table, and as lines. */
import { NONE, number, ratio, ratios } from "../../base/format.ts";
import type { DerivedChange, DerivedSide } from "../compare/derived-changes.ts";
import type { Comparison } from "../compare/types.ts";
import type { DerivedMetric } from "../schema/outputs.ts";

const NAMES: Readonly<Record<DerivedMetric["metric"], string>> = {
  capacity: "capacity",
  knee: "knee",
  recovery: "recovery time",
};

/** `spike: recovery time`. */
export const metricName = ({ metric, level }: Pick<DerivedMetric, "metric" | "level">): string =>
  `${level ?? "all levels"}: ${NAMES[metric]}`;

/** `at least 120 users`, `3.2 s`; a dash without a value. */
export function metricValue({ value, isAtLeast }: NonNullable<DerivedSide>, unit: DerivedMetric["unit"]): string {
  if (value === null) return NONE;
  const text = unit === "ms" ? `${number(value / 1000)} s` : `${number(Math.round(value))} ${unit}`;
  return `${isAtLeast ? "at least " : ""}${text}`;
}

/** A metric in a line, with how it was found. */
export const metricLine = (metric: DerivedMetric): string =>
  `${metricName(metric)} ${metricValue(metric, metric.unit)} (${metric.how})`;

/** Beside the two sides. */
export const DERIVED_HEADS = ["change", "interval", "verdict"];

/** One row per metric: its name, the value of each side, and what {@link DERIVED_HEADS} name. */
export const derivedRows = ({ derived }: Pick<Comparison, "derived">): string[][] =>
  derived.map((change) => [
    metricName(change),
    ...[change.a, change.b].map((side) => (side ? metricValue(side, change.unit) : NONE)),
    changeText(change),
    change.interval ? ratios(change.interval.low, change.interval.high).join(" to ") : NONE,
    change.verdict ?? NONE,
  ]);

function changeText({ unit, absolute, relative }: DerivedChange): string {
  if (absolute === null) return NONE;
  if (relative !== null) return ratio(relative);
  const size = unit === "ms" ? `${number(Math.abs(absolute) / 1000)} s` : number(Math.abs(absolute));
  return `${absolute < 0 ? "−" : "+"}${size}`;
}

/** Why metrics that both sides have get no verdict, one line for each reason. */
export function unjudgedMetrics({ derived }: Pick<Comparison, "derived">): string[] {
  const both = derived.filter(
    ({ a, b, whyNone }) => typeof a?.value === "number" && typeof b?.value === "number" && whyNone,
  );
  return [...Map.groupBy(both, ({ whyNone }) => whyNone)].map(
    ([why, of]) => `no verdict on ${of.map(metricName).join(", ")}: ${why}`,
  );
}

/** Why metrics are missing, one line each. */
export const missingMetrics = ({ derived, a, b }: Pick<Comparison, "derived" | "a" | "b">): string[] =>
  derived.flatMap((change) =>
    ([change.a, change.b] as const).flatMap((side, i) =>
      side && side.value === null ? [`no ${metricName(change)} of ${[a, b][i]!.label}: ${side.how}`] : [],
    ),
  );
