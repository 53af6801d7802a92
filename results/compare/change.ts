/** Two sides of one metric, and what lies between them. */
import type { CellResult } from "@stackmark/loadgen/result";
import type { Metric, Value } from "./metrics.ts";
import { spreadOf } from "./spread.ts";
import type { Direction, MetricChange, Reading } from "./types.ts";

/** One cell's source of values, and how far the cell counts as evidence. */
export interface Evidence<Source> {
  source: Source;
  status: CellResult["status"];
  /** `null` where nobody recorded it. */
  startedAt: string | null;
  /** Which life of its machines it was measured in. */
  deployment?: string | undefined;
}

export function changeOf<Source>(
  metric: Metric<Source>,
  sideA: readonly Evidence<Source>[],
  sideB: readonly Evidence<Source>[],
): MetricChange {
  const a = read(metric, sideA);
  const b = read(metric, sideB);
  const both = a.value !== null && b.value !== null;
  const absolute = both ? b.value! - a.value! : null;
  return {
    metric: metric.id,
    label: metric.label,
    unit: metric.unit,
    a,
    b,
    absolute,
    relative: absolute === null || a.value === 0 ? null : absolute / a.value!,
    direction: isEvidence(sideA) && isEvidence(sideB) ? directionOf(absolute, metric.better) : "unknown",
    spread: null,
  };
}

/** The change with what repeats say about it. */
export function repeatedChangeOf<Source>(
  metric: Metric<Source>,
  sideA: readonly Evidence<Source>[],
  sideB: readonly Evidence<Source>[],
): MetricChange {
  return { ...changeOf(metric, sideA, sideB), spread: spreadOf(metric, sideA, sideB) };
}

/** Invalid cells speak only where no valid one does, and then without a direction. */
function read<Source>(metric: Metric<Source>, side: readonly Evidence<Source>[]): Reading {
  if (side.length === 0) return { value: null, reason: "it was not measured on this side", cells: 0 };
  const speaking = isEvidence(side) ? side.filter(isValid) : side;
  const values = speaking.map(({ source }) => metric.of(source));
  const numbers = values.flatMap(({ value }) => (value === null ? [] : [value]));
  if (numbers.length === 0) return { value: null, reason: reasonOf(values), cells: 0 };
  return { value: centre(numbers), cells: numbers.length };
}

const isValid = ({ status }: Evidence<unknown>): boolean => status !== "invalid";
const isEvidence = (side: readonly Evidence<unknown>[]): boolean => side.some(isValid);

const reasonOf = (values: readonly Value[]): string =>
  values.find(({ reason }) => reason !== undefined)?.reason ?? "it was not measured";

/**
 * The geometric mean over cells, one value each, because changes are judged as ratios; the arithmetic mean where a value
 * is 0 or less. One cell: its value, unrounded.
 */
export function centre(values: readonly number[]): number {
  const [only] = values;
  if (values.length === 1) return only!;
  const mean = (list: readonly number[]) => list.reduce((total, value) => total + value, 0) / list.length;
  return values.every((value) => value > 0) ? Math.exp(mean(values.map(Math.log))) : mean(values);
}

function directionOf(absolute: number | null, better: "lower" | "higher" | null): Direction {
  if (absolute === null) return "unknown";
  if (absolute === 0) return "same";
  if (better === null) return "neutral";
  return absolute < 0 === (better === "lower") ? "better" : "worse";
}
