/** The change of one metric between two sides. */
import type { CellOutput } from "../schema/outputs.ts";
import { evidenceOf, isEvidence, type Evidence } from "./evidence.ts";
import type { Metric, Value } from "./metrics.ts";
import { effectOf, type EffectSettings } from "./effect.ts";
import type { History } from "./given-spread.ts";
import type { Direction, MetricChange, Reading } from "./types.ts";

export function changeOf<Source>(
  metric: Metric<Source>,
  sideA: readonly Evidence<Source>[],
  sideB: readonly Evidence<Source>[],
  settings: EffectSettings,
  history: History<Source>,
): MetricChange {
  const [a, b] = [read(metric, sideA), read(metric, sideB)];
  const both = a.value !== null && b.value !== null;
  const absolute = both ? b.value! - a.value! : null;
  return {
    metric: metric.id,
    label: metric.label,
    unit: metric.unit,
    better: metric.better,
    a,
    b,
    absolute,
    relative: absolute === null || a.value === 0 ? null : absolute / a.value!,
    direction: areValid(sideA) && areValid(sideB) ? directionOf(absolute, metric.better) : "unknown",
    spread: effectOf(metric, sideA, sideB, settings, history),
    role: "exploratory",
    verdict: null,
  };
}

/** The value of a side that is not compared. */
export const readingOfCells = (metric: Metric<CellOutput>, cells: readonly CellOutput[]): Reading =>
  read(
    metric,
    cells.map((cell) => evidenceOf(cell, cell)),
  );

/** Invalid cells count only if there is no valid one, and then without a direction. */
function read<Source>(metric: Metric<Source>, side: readonly Evidence<Source>[]): Reading {
  if (side.length === 0) return { value: null, reason: "it was not measured on this side", cells: 0, evidence: 0 };
  const counted = areValid(side) ? side.filter(isValid) : side;
  const values = counted.map(({ source }) => metric.of(source));
  const numbers = values.flatMap(({ value }) => (value === null ? [] : [value]));
  if (numbers.length === 0) return { value: null, reason: reasonOf(values), cells: 0, evidence: 0 };
  const evidence = counted.filter((cell) => isEvidence(cell) && metric.of(cell.source).value !== null).length;
  return { value: meanOverCells(numbers), cells: numbers.length, evidence };
}

const isValid = ({ status }: Evidence<unknown>): boolean => status !== "invalid";
const areValid = (side: readonly Evidence<unknown>[]): boolean => side.some(isValid);

const reasonOf = (values: readonly Value[]): string =>
  values.find(({ reason }) => reason !== undefined)?.reason ?? "it was not measured";

/**
 * The geometric mean of one value per cell, because changes are judged as ratios; the arithmetic mean if a value is 0 or
 * less. The exact value of a single cell.
 */
export function meanOverCells(values: readonly number[]): number {
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
