/**
 * The derived metrics of two sides, side by side, with a verdict where repeats show how much they vary. Pure.
 *
 * Values are compared as logarithms by Welch's test, with Holm's correction over all derived metrics of the comparison.
 */
import type { DerivedMetric, StackOutputs } from "../schema/outputs.ts";
import { holm, judge, welch, type Estimate, type Interval, type Verdict } from "../statistics/index.ts";

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
  /** `null` where repeats cannot give one; `whyNone` says why. */
  verdict: Verdict | null;
  /** Of the ratio b / a, as fractions of a, at the corrected confidence; `null` without a verdict. */
  interval: Interval | null;
  whyNone: string | null;
}

const BETTER = { capacity: "higher", knee: "higher", recovery: "lower" } as const;

/** The smallest change that matters, as a fraction: neither plateaus nor windows locate a load or a time more finely. */
const MARGIN = 0.1;
/** Significance level of the family. */
const LEVEL = 0.05;

export function derivedChanges({ derived: a = [] }: StackOutputs, { derived: b = [] }: StackOutputs): DerivedChange[] {
  const all = [...new Map([...a, ...b].map((metric) => [keyOf(metric), metric]))].map(([key, metric]) => {
    const [own, other] = [a, b].map((side) => side.find((each) => keyOf(each) === key));
    return { metric, own, other, tested: estimateOf(own, other) };
  });
  const family = all.flatMap(({ tested }) => (typeof tested === "string" ? [] : [tested.p]));
  const corrected = holm(family, LEVEL)[Symbol.iterator]();
  return all.map(({ metric: { metric, level, unit }, own, other, tested }) => {
    const [before, after] = [own?.value ?? null, other?.value ?? null];
    const isExact = own?.isAtLeast !== true && other?.isAtLeast !== true;
    const absolute = before !== null && after !== null && isExact ? after - before : null;
    const change = {
      ...{ metric, level, unit, better: BETTER[metric] },
      ...{ a: sideOf(own), b: sideOf(other), absolute },
      relative: absolute === null || before === 0 ? null : absolute / before!,
    };
    if (typeof tested === "string") return { ...change, verdict: null, interval: null, whyNone: tested };
    const { confidence } = corrected.next().value!;
    const { verdict, interval } = judge(tested, Math.log1p(MARGIN), change.better, confidence);
    const shown = { low: Math.expm1(interval.low), high: Math.expm1(interval.high) };
    return { ...change, verdict, interval: shown, whyNone: null };
  });
}

/** The logarithm of the ratio of both sides; a text: why it cannot be judged. */
function estimateOf(own: DerivedMetric | undefined, other: DerivedMetric | undefined): Estimate | string {
  if (own === undefined || other === undefined) return "only one side has it";
  if (own.value === null || other.value === null) return "a side has no value";
  if (own.isAtLeast || other.isAtLeast) return "a side has only a lower bound, because its load was never too high";
  const sides = [own.values, other.values];
  if (sides.some((values) => values.some((value) => value <= 0))) return "a value is 0, which has no ratio";
  const estimate = welch(...(sides.map((values) => values.map(Math.log)) as [number[], number[]]));
  if (estimate === null)
    return "one repeat on a side does not show how much it varies; it takes two or more (`load.repeats`)";
  if (estimate.standardError === 0) return "all repeats of a side are equal, so they do not show how much it varies";
  return estimate;
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
