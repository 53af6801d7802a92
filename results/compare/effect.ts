/** The effect on one metric: an estimate with intervals, from one value per replicate. */
import {
  detectableBy,
  hierarchicalBootstrap,
  interval,
  mean,
  paired,
  permutationP,
  repeatsNeeded,
  signFlipP,
  welch,
  type Estimate,
} from "../statistics/index.ts";
import { designOf } from "./evidence.ts";
import {
  ENOUGH_VALUES,
  GIVEN_SPREAD_CONFIDENCE,
  givenSpreadEstimate,
  type Assumption,
  type History,
} from "./given-spread.ts";
import type { Evidence, Replicate } from "./evidence.ts";
import type { Metric } from "./metrics.ts";
import type { Effect } from "./types.ts";

/** Before any correction; a verdict replaces it. */
const CONFIDENCE = 0.95;
/** Confidence of the interval for equivalence: two one-sided tests at 5 %. */
const EQUIVALENCE = 0.9;
/** Cells per side from which a bootstrap interval is reliable. */
const BOOTSTRAP_CELLS = 10;
/** The metric of a cell's blocks. */
const BLOCKS_METRIC = "p50";

/** What decides which changes matter, and how much single runs may vary. */
export interface EffectSettings extends EffectSizes {
  assumption: Assumption;
}

/** By metric, at the baseline's value, on the scale of estimates; `null` if the metric has none. */
export interface EffectSizes {
  /** How much must change before it matters. */
  marginOf: (metric: string, baseline: number) => number | null;
  /** The change that repeats are counted for. */
  targetOf: (metric: string, baseline: number) => number | null;
}

/**
 * `null` without evidence on a side, if a ratio has no logarithm, or, where a side has a single value, for a metric
 * without a margin.
 */
export function effectOf<Source>(
  metric: Metric<Source>,
  sideA: readonly Evidence<Source>[],
  sideB: readonly Evidence<Source>[],
  { marginOf, targetOf, assumption }: EffectSettings,
  history: History<Source>,
): Effect | null {
  const scale = metric.id === "failures" ? "points" : "log";
  const design = designOf(sideA, sideB);
  const [a, b] = [valuesOf(metric, design.a, scale), valuesOf(metric, design.b, scale)];
  if (!a || !b || a.length === 0 || b.length === 0) return null;
  const baseline = shownValue(mean(a), scale);
  const margin = marginOf(metric.id, baseline);
  const own = design.isPaired ? paired(a, b) : welch(a, b);
  if (own === null && margin === null) return null;
  const sides = { a: { values: a, replicates: design.a }, b: { values: b, replicates: design.b } };
  const given = givenSpreadEstimate(metric, scale, sides, history, assumption);
  // Few repeats barely show their spread. Without this, two could tell less than one.
  const isFew = scale === "log" && margin !== null && Math.min(a.length, b.length) < ENOUGH_VALUES;
  const isGiven = own === null || (isFew && !tells(own) && tells(given.estimate));
  const estimate = isGiven ? given.estimate : own;
  const runSpread = isGiven ? given.runSpread : { a: null, b: null };
  const bootstrap = metric.id === BLOCKS_METRIC ? bootstrapOf(design, a, b) : null;
  const method = isGiven ? "given spread" : design.isPaired ? "paired" : "welch";
  const found: Pick<Effect, "estimate" | "scale" | "method" | "values"> = {
    scale,
    method,
    estimate,
    values: { a: a.length, b: b.length },
  };
  return {
    ...found,
    runSpread,
    interval: shown(interval(estimate, CONFIDENCE), scale),
    confidence: CONFIDENCE,
    equivalence: shown(interval(estimate, EQUIVALENCE), scale),
    bootstrap: bootstrap && shown(bootstrap, scale),
    margin: margin === null ? null : fromScale(margin, scale),
    permutationP: isGiven ? null : design.isPaired ? signFlipP(b.map((value, i) => value - a[i]!)) : permutationP(a, b),
    ...powerOf(found, targetOf(metric.id, baseline), 1 - CONFIDENCE),
  };
}

/** Whether a change is certain at the confidence of a given spread. */
function tells(estimate: Estimate): boolean {
  const { low, high } = interval(estimate, GIVEN_SPREAD_CONFIDENCE);
  return low > 0 || high < 0;
}

/** The effect at another confidence, such as that of a corrected verdict. */
export function atConfidence(spread: Effect, confidence: number): Effect {
  const corrected = shown(interval(spread.estimate, confidence), spread.scale);
  const change = spread.repeatsNeeded?.change;
  const target = change === undefined ? null : toScale(change, spread.scale);
  return { ...spread, interval: corrected, confidence, ...powerOf(spread, target, 1 - confidence) };
}

/** The smallest change that these repeats detect, and the number of repeats that detect the target change. */
function powerOf(
  found: Pick<Effect, "estimate" | "scale" | "method" | "values">,
  target: number | null,
  level: number,
): Pick<Effect, "leastDetectable" | "repeatsNeeded"> {
  const { estimate, scale, method } = found;
  const isPaired = method === "paired";
  const repeats = target === null ? null : repeatsNeeded(sdBetween(found), target, { level, paired: isPaired });
  return {
    leastDetectable: fromScale(detectableBy(estimate, { level }), scale),
    repeatsNeeded: target === null ? null : { change: fromScale(target, scale), repeats },
  };
}

/** Repeats per side that would tell the estimated change, or at least the margin, from none; `null` if more than 1000. */
export function repeatsToTell(found: Effect): number | null {
  const { estimate, margin, scale, confidence, method, values } = found;
  const change = Math.max(Math.abs(estimate.difference), margin === null ? 0 : toScale(margin, scale));
  const repeats = repeatsNeeded(sdBetween(found), change, { level: 1 - confidence, paired: method === "paired" });
  return repeats && Math.max(repeats, Math.min(values.a, values.b) + 1);
}

/** Standard deviation between values of one side, on the scale of estimates. */
export function sdBetween({ estimate, values: { a, b } }: Pick<Effect, "estimate" | "values">): number {
  return estimate.standardError / Math.sqrt(1 / a + 1 / b);
}

type Scale = Effect["scale"];

/** Converts an estimate to what is shown: a fraction of the baseline, or points. */
const fromScale = (value: number, scale: Scale): number => (scale === "log" ? Math.expm1(value) : value);
export const toScale = (change: number, scale: Scale): number => (scale === "log" ? Math.log1p(change) : change);
const shownValue = (value: number, scale: Scale): number => (scale === "log" ? Math.exp(value) : value);

function shown({ low, high }: { low: number; high: number }, scale: Scale): Effect["interval"] {
  return { low: fromScale(low, scale), high: fromScale(high, scale) };
}

/** One value per replicate: the mean over its cells, which on a logarithmic scale is the geometric mean. */
function valuesOf<Source>(metric: Metric<Source>, side: readonly Replicate<Source>[], scale: Scale): number[] | null {
  const values = side.map(({ cells }) => cells.map(({ source }) => metric.of(source).value));
  const isUsable = (value: number | null) => value !== null && (scale === "points" || value > 0);
  if (!values.flat().every(isUsable)) return null;
  return values.map((own) => mean(own.map((value) => (scale === "log" ? Math.log(value!) : value!))));
}

/** `null` with too few cells, or if a cell has no blocks. */
function bootstrapOf(
  design: { a: readonly Replicate<unknown>[]; b: readonly Replicate<unknown>[] },
  a: readonly number[],
  b: readonly number[],
) {
  const blocked = (replicates: readonly Replicate<unknown>[], values: readonly number[]) =>
    replicates.map(({ cells }, i) => {
      const blocks = cells.length === 1 ? (cells[0]!.blocksMs ?? []) : [];
      return { value: values[i]!, blocks: blocks.map(Math.log) };
    });
  const [left, right] = [blocked(design.a, a), blocked(design.b, b)];
  const isKnown = (side: typeof left) =>
    side.length >= BOOTSTRAP_CELLS && side.every(({ blocks }) => blocks.length > 0);
  return isKnown(left) && isKnown(right) ? hierarchicalBootstrap(left, right, CONFIDENCE) : null;
}
