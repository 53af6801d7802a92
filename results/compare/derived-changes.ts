/** The derived metrics of two sides, side by side. They have no margins, and so no verdicts. Pure. */
import type { DerivedMetric, StackOutputs } from "../schema/outputs.ts";

/** Whose metric; `null`: this side has none, because it has no such level, or its outputs were written by an earlier version. */
export type DerivedSide = Pick<DerivedMetric, "value" | "isAtLeast" | "how"> | null;

export interface DerivedChange extends Pick<DerivedMetric, "metric" | "level" | "unit"> {
  better: "lower" | "higher";
  a: DerivedSide;
  b: DerivedSide;
  /** b - a, in `unit`; `null` unless both are known, and exact. */
  absolute: number | null;
  /** (b - a) / a, as a fraction. */
  relative: number | null;
}

const BETTER = { capacity: "higher", knee: "higher", recovery: "lower" } as const;

export function derivedChanges({ derived: a = [] }: StackOutputs, { derived: b = [] }: StackOutputs): DerivedChange[] {
  const all = new Map([...a, ...b].map((metric) => [keyOf(metric), metric]));
  return [...all].map(([key, { metric, level, unit }]) => {
    const [own, other] = [a, b].map((side) => sideOf(side.find((each) => keyOf(each) === key)));
    const [before, after] = [own?.value ?? null, other?.value ?? null];
    const isExact = own?.isAtLeast !== true && other?.isAtLeast !== true;
    const absolute = before !== null && after !== null && isExact ? after - before : null;
    return {
      ...{ metric, level, unit, better: BETTER[metric] },
      a: own ?? null,
      b: other ?? null,
      absolute,
      relative: absolute === null || before === 0 ? null : absolute / before!,
    };
  });
}

const keyOf = ({ metric, level, unit }: DerivedMetric): string => JSON.stringify([metric, level, unit]);

const sideOf = (metric: DerivedMetric | undefined): DerivedSide =>
  metric ? { value: metric.value, isAtLeast: metric.isAtLeast, how: metric.how } : null;

/** The metrics of several runs of one stack as those of one: the values of all of their repeats. */
export function pooledMetrics(runs: readonly StackOutputs[]): StackOutputs["derived"] {
  const all = runs.flatMap(({ derived }) => derived ?? []);
  if (all.length === 0) return undefined;
  return [...Map.groupBy(all, keyOf).values()].map((same) => {
    const values = same.flatMap((each) => each.values);
    const sorted = values.toSorted((x, y) => x - y);
    const middle = sorted.slice(Math.floor((sorted.length - 1) / 2), Math.floor(sorted.length / 2) + 1);
    // One run that has none would be hidden by the others.
    const none = same.find(({ value }) => value === null);
    const value = none || middle.length === 0 ? null : middle.reduce((sum, each) => sum + each, 0) / middle.length;
    const isAtLeast = same.some((each) => each.isAtLeast) && value !== null ? true : undefined;
    return { ...same.at(-1)!, value, values, isAtLeast, how: (none ?? same.at(-1)!).how };
  });
}
