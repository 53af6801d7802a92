/**
 * The estimate of a change where a side has a single run or few, which do not show how runs vary: the run-to-run spread comes
 * from earlier runs in the archive or is assumed, and the variation within the runs is added.
 */
import { number } from "../../base/format.ts";
import type { AssumedSpread } from "../schema/analysis-plan.ts";
import {
  KNOWN_VARIANCE,
  differenceOf,
  mean,
  meanOf,
  pooledDegrees,
  variance,
  type Estimate,
  type Uncertain,
} from "../statistics/index.ts";
import type { Evidence, Replicate } from "./evidence.ts";
import { confidencePct, intervalText } from "./interval-text.ts";
import type { Metric } from "./metrics.ts";
import type { Effect, RunSpread } from "./types.ts";
import { betweenParts, withinCell, withinCellPoints, type WithinCell } from "./within-run.ts";

/** The least confidence of a verdict on a given spread, because it is not measured together with the change. */
export const GIVEN_SPREAD_CONFIDENCE = 0.99;
/** Values of a side from which their own spread is preferred to a given one. */
export const ENOUGH_VALUES = 4;
/** Runs of a stack from which the archive shows how they vary. */
const MIN_RUNS = 3;
/** A few runs can agree by chance, or because their values are rounded. */
const LEAST_SD = 0.01;

export interface Assumption {
  spread: AssumedSpread;
  source: "default" | "plan" | "option";
}

/** Earlier runs with the settings of each side, one cell per run. */
export interface History<Source> {
  a: readonly Evidence<Source>[];
  b: readonly Evidence<Source>[];
  /** Both sides are runs of the same stack, and so have the same earlier runs. */
  isShared: boolean;
}

export interface Values<Source> {
  /** On the scale of estimates. */
  values: readonly number[];
  replicates: readonly Replicate<Source>[];
}

export interface GivenSpreadEstimate {
  estimate: Estimate;
  /** `null` for a side with enough values, or with values that vary more than the given spread. */
  runSpread: Effect["runSpread"];
}

export function givenSpreadEstimate<Source>(
  metric: Metric<Source>,
  scale: "log" | "points",
  sides: { a: Values<Source>; b: Values<Source> },
  history: History<Source>,
  assumption: Assumption,
): GivenSpreadEstimate {
  const sideOf = (side: "a" | "b") => {
    const { values, replicates } = sides[side];
    if (values.length >= ENOUGH_VALUES) return { own: meanOf(values), spread: null };
    const value = mean(values);
    const found = scale === "log" ? archivedSpread(metric, history[side]) : null;
    const spread = assumption.source !== "option" && found ? found : assumedSpread(metric.id, assumption, replicates);
    // Failures vary in proportion to their share.
    const sd = spread.sd * (scale === "log" ? 1 : value);
    // Repeats that jump between modes can agree by chance.
    const isDoubted = spread.source === "parts" || (values.length > 1 && Math.sqrt(variance(values)) > sd);
    if (values.length > 1 && isDoubted) return { own: meanOf(values), spread: null };
    // Both sides would count the same runs, so each gets half of their degrees of freedom.
    const shared = spread.source === "archive" && history.isShared ? 2 : 1;
    const between = {
      variance: sd ** 2 / values.length,
      degreesOfFreedom: spread.runs === null ? KNOWN_VARIANCE : (spread.runs - 1) / shared,
    };
    return { own: sumOf(value, between, withinOf(metric, scale, replicates)), spread };
  };
  const [a, b] = [sideOf("a"), sideOf("b")];
  return { estimate: differenceOf(a.own, b.own), runSpread: { a: a.spread, b: b.spread } };
}

function sumOf(value: number, between: Omit<Uncertain, "value">, within: number): Uncertain {
  const parts = [between, { variance: within ** 2, degreesOfFreedom: KNOWN_VARIANCE }];
  return { value, variance: parts[0]!.variance + parts[1]!.variance, degreesOfFreedom: pooledDegrees(parts) };
}

/** Standard error of the mean over all cells. */
function withinOf<Source>(
  metric: Metric<Source>,
  scale: "log" | "points",
  replicates: readonly Replicate<Source>[],
): number {
  const cells = replicates.flatMap((replicate) => replicate.cells);
  const errors = cells.map((cell) => (scale === "log" ? withinCell(metric.id, cell) : withinCellPoints(cell)));
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0)) / cells.length;
}

/** Unless the user knows better, runs are assumed to vary at least as much as the parts of one. */
function assumedSpread(
  metric: string,
  { spread, source }: Assumption,
  replicates: readonly { cells: readonly WithinCell[] }[],
): RunSpread {
  const sd = (metric === "rate" ? spread.ratePct : spread.latencyPct) / 100;
  const ofParts =
    metric === "p50" && source !== "option"
      ? Math.max(...replicates.flatMap(({ cells }) => cells.map(betweenParts)))
      : 0;
  return ofParts > sd ? { sd: ofParts, source: "parts", runs: null } : { sd, source, runs: null };
}

/** The standard deviation between the runs of the archive, on the scale of logarithms; `null` if there are too few. */
function archivedSpread<Source>(metric: Metric<Source>, runs: readonly Evidence<Source>[]): RunSpread | null {
  const logs = runs.flatMap(({ source }) => {
    const { value } = metric.of(source);
    return value !== null && value > 0 ? [Math.log(value)] : [];
  });
  if (logs.length < MIN_RUNS) return null;
  return { sd: Math.max(LEAST_SD, Math.sqrt(variance(logs))), source: "archive", runs: logs.length };
}

type Basis = Pick<Effect, "values" | "runSpread">;
type Labels = readonly [a: string, b: string];

const isGiven = ({ runSpread: { a, b } }: Basis): boolean => a !== null || b !== null;

/**
 * `one run a side; run-to-run spread assumed 20 %`: what verdicts rest on where the spread is given. `null` if none does.
 * @param effects with equal numbers of values
 */
export function givenSpreadText(effects: readonly Basis[], labels: Labels): string | null {
  const given = effects.filter(isGiven);
  const [first] = given;
  return first ? `${runsText(first, labels)}; run-to-run spread ${spreadsText(given, "assumed ")}` : null;
}

/**
 * `one run a side: × 11.2 to × 52.3 at 99 % confidence, if runs vary by 20 %`: how sure a change is if the spread is given.
 * `null` if it is not.
 */
export function givenIntervalText(effect: Effect, labels: Labels): string | null {
  if (!isGiven(effect)) return null;
  const interval = `${intervalText(effect)} at ${number(confidencePct(effect))} % confidence`;
  return `${runsText(effect, labels)}: ${interval}, if runs vary by ${spreadsText([effect])}`;
}

function runsText({ values: { a, b } }: Basis, [labelA, labelB]: Labels): string {
  const count = (runs: number) => (runs === 1 ? "one run" : `${runs} repeats`);
  return a === b ? `${count(a)} a side` : `${count(b)} of ${labelB}, ${count(a)} of ${labelA}`;
}

/** @param assumed word before spreads that do not come from the archive */
function spreadsText(effects: readonly Basis[], assumed = ""): string {
  const spreads = effects.flatMap(({ runSpread: { a, b } }) => [a, b].filter((spread) => spread !== null));
  const [archived, others] = [true, false].map((is) => spreads.filter(({ source }) => (source === "archive") === is));
  return [rangeText(others!, assumed), rangeText(archived!)].filter((text) => text !== "").join(" and ");
}

/** `4.2–6 % (5 archived runs)`; empty without spreads. */
function rangeText(spreads: readonly RunSpread[], word = ""): string {
  if (spreads.length === 0) return "";
  const percents = spreads.map(({ sd }) => Number((100 * sd).toPrecision(2)));
  const runs = Math.min(...spreads.map((spread) => spread.runs ?? Infinity));
  const [least, most] = [Math.min(...percents), Math.max(...percents)];
  const source = Number.isFinite(runs) ? ` (${runs} archived runs)` : "";
  return `${word}${least === most ? least : `${least}–${most}`} %${source}`;
}
