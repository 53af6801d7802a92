/**
 * The answer in one typed object, and its text: effect, size, cause and confidence, in this order. It never claims more
 * than the verdict.
 *
 * It speaks of one primary: of those with the verdict of the stack, the one whose corrected interval lies farthest from no
 * change, which is the largest effect that is certain. Without a change, of the one that is largest in units of its margin.
 */
import { causeOf, saturationOf } from "./cause.ts";
import { repeatsToTell, toScale } from "./effect.ts";
import { GUARD, holds } from "./guard.ts";
import { headlineText } from "./headline-text.ts";
import { givenIntervalText, givenSpreadText } from "./given-spread.ts";
import { certainlyChanged } from "./held-median.ts";
import { untestedReasons } from "./untested.ts";
import { notCounted } from "./not-counted.ts";
import type { Headline, HeadlineEffect } from "./headline-types.ts";
import type { CellSummary, Comparison, LevelComparison, MetricChange } from "./types.ts";

type Compared = Omit<Comparison, "headline">;

/** A primary with its change. */
interface Asked {
  level: LevelComparison;
  change: MetricChange;
  p: number | null;
}

interface HeadlineContext {
  /** What the values of a side are, unless each is a cell. */
  replicates: "repeats" | "deployments";
  /** Services that only one side has on another node than the rest. */
  moved: string[];
  /** Both sides are the same cells. */
  isSameRun: boolean;
}

export function headlineOf(comparison: Compared, { replicates, moved, isSameRun }: HeadlineContext): Headline {
  const { verdicts, a, b } = comparison;
  const asked = askedOf(comparison);
  const worse = certain(asked, "worse");
  const better = certain(asked, "better");
  const failures = worseFailures(comparison);
  const bounded = verdicts.verdict === null ? boundedEffect(comparison) : null;
  const held = verdicts.verdict === null && bounded === null ? largestHeld(comparison) : null;
  const found = (): Pick<Headline, "outcome" | "effect" | "opposite"> => {
    if (verdicts.verdict === "worse" && worse)
      return { outcome: better ? "mixed" : "worse", effect: effectOf(worse), opposite: better && effectOf(better) };
    if (verdicts.verdict === "worse") return { outcome: "worse", effect: failures, opposite: null };
    if (verdicts.verdict === "better") return { outcome: "better", effect: effectOf(better!), opposite: null };
    const largest = largestOf(
      asked.filter(({ p }) => p !== null),
      verdicts.verdict,
    );
    if (verdicts.verdict === "no difference")
      return { outcome: "no difference", effect: largest && effectOf(largest), opposite: null };
    if (verdicts.verdict === "inconclusive")
      return { outcome: "inconclusive", effect: largest && effectOf(largest), opposite: better && effectOf(better) };
    return { outcome: "no verdict", effect: bounded ?? (held && effectOf(held)), opposite: null };
  };
  const { outcome, effect, opposite } = found();
  // If nothing that was tested is uncertain, the headline speaks of what is better, and of what was not tested.
  const subject = effect ?? opposite;
  const isSubject = ({ level, change }: Asked) => level.level === subject?.level && change.metric === subject.metric;
  const chosen = held ?? asked.find(isSubject) ?? null;
  const level = subject && comparison.levels.find((each) => each.level === subject.level);
  const isLatency = subject?.unit === "ms";
  const links = comparison.infrastructure.filter(({ section }) => section === "links").length;
  const isChange = (outcome !== "inconclusive" && outcome !== "no difference") || effect === null;
  const headline: Omit<Headline, "text"> = {
    outcome,
    effect,
    opposite,
    failures: failures && effect?.metric !== GUARD ? failures : null,
    // The generator moved the mean, which links explain.
    cause: level && isLatency && isChange && held === null ? causeOf(level, { links, moved }) : null,
    saturated: level ? (["a", "b"] as const).flatMap((side) => saturationIn(level, side)) : [],
    confidence:
      verdicts.verdict === null && held === null ? null : confidenceOf(comparison, chosen, subject, replicates),
    repeatsToTell: outcome === "inconclusive" && effect && chosen ? repeatsToTell(chosen.change.spread!) : null,
    isBlockedByFailures: outcome === "inconclusive" && chosen !== null && isBlocked(comparison, chosen),
    notCounted: notCounted(comparison),
    isSameRun,
    reason: outcome === "no verdict" || effect === null ? reasonOf(comparison) : null,
  };
  return { ...headline, text: headlineText(headline, a.label, b.label) };
}

function askedOf({ levels, verdicts }: Compared): Asked[] {
  return verdicts.primaries.flatMap(({ level: name, metric, p }) => {
    const level = levels.find((each) => each.level === name);
    const change = level?.metrics.find((each) => each.metric === metric);
    return level && change ? [{ level, change, p }] : [];
  });
}

/** The primary with this verdict whose interval lies farthest from no change. */
function certain(asked: readonly Asked[], verdict: "worse" | "better"): Asked | null {
  const own = asked.filter(({ change }) => change.verdict === verdict && change.spread !== null);
  return greatest(own, ({ change: { spread } }) => {
    const { interval, scale } = spread!;
    return Math.min(Math.abs(toScale(interval.low, scale)), Math.abs(toScale(interval.high, scale)));
  });
}

/** Among the primaries with the verdict of the stack, the one that is largest in units of its margin. */
function largestOf(asked: readonly Asked[], verdict: MetricChange["verdict"]): Asked | null {
  const own = asked.filter(({ change }) => change.verdict === verdict);
  return greatest(
    own,
    ({ change: { spread } }) => Math.abs(spread!.estimate.difference) / toScale(spread!.margin!, spread!.scale),
  );
}

function greatest<T>(list: readonly T[], sizeOf: (each: T) => number): T | null {
  let best: { each: T; size: number } | null = null;
  for (const each of list) {
    const size = sizeOf(each);
    if (best === null || size > best.size) best = { each, size };
  }
  return best?.each ?? null;
}

function worseFailures({ levels, verdicts }: Compared): HeadlineEffect | null {
  const worse = new Set(verdicts.guards.filter(({ verdict }) => verdict === "worse").map(({ level }) => level));
  const changes = levels.flatMap((level) => {
    const change = level.metrics.find(({ metric }) => metric === GUARD);
    return worse.has(level.level) && change ? [{ level, change, p: null }] : [];
  });
  const most = greatest(changes, ({ change }) => change.spread!.estimate.difference);
  return most && effectOf(most);
}

/** The size is that of the estimate, which rests on evidence only; cells that do not count may be part of the values. */
function effectOf({ level, change }: Asked): HeadlineEffect {
  const { metric, label, unit, better, absolute, relative, spread, a, b } = change;
  const isWhole = a.cells === a.evidence && b.cells === b.evidence;
  const estimated = spread?.scale === "log" ? Math.expm1(spread.estimate.difference) : null;
  return {
    level: level.level,
    load: level.load,
    metric,
    label,
    unit,
    better,
    absolute: isWhole ? absolute : spread?.scale === "points" ? spread.estimate.difference : null,
    relative: isWhole ? relative : estimated,
    margin: spread?.margin ?? null,
    bound: isAtLeast(level, change) ? "at least" : null,
  };
}

/**
 * A saturated side serves users of a closed load more slowly the more it gets, and its latency holds back the load; so if
 * only the slower side is saturated, the difference at equal rates is at least the one that was measured.
 */
function isAtLeast(level: LevelComparison, { unit, absolute }: MetricChange): boolean {
  if (unit !== "ms" || absolute === null || absolute === 0) return false;
  const [slower, faster] = absolute > 0 ? (["b", "a"] as const) : (["a", "b"] as const);
  return saturationOf(level, slower) !== null && saturationOf(level, faster) === null;
}

/**
 * Without a verdict, the largest change of a median that holds as a bound: the slower side is saturated or was still
 * getting slower, and the faster side was not.
 */
function boundedEffect({ levels }: Compared): HeadlineEffect | null {
  const bounded = levels.flatMap((level) => {
    const change = level.metrics.find(({ metric }) => metric === "p50");
    if (!change || !change.absolute || change.direction === "unknown") return [];
    const [slower, faster] = change.absolute > 0 ? (["b", "a"] as const) : (["a", "b"] as const);
    const isUsable = (cells: readonly CellSummary[]) =>
      cells.every(({ status }) => status === "complete" || status === "unsteady");
    if (!isUsable(level.a) || !isUsable(level.b)) return [];
    const grows = saturationOf(level, slower) !== null || level[slower].some(drifts(1));
    const isHeld =
      saturationOf(level, faster) === null && !level[faster].some(drifts(1)) && !level[slower].some(drifts(-1));
    return grows && isHeld ? [{ level, change, p: null }] : [];
  });
  const largest = greatest(bounded, ({ change }) => Math.abs(change.absolute!));
  return (
    largest && {
      ...effectOf(largest),
      absolute: largest.change.absolute,
      relative: largest.change.relative,
      bound: "at least",
    }
  );
}

/** The largest change of a median that the generator did not move. */
function largestHeld({ levels }: Compared): Asked | null {
  const largest = greatest(certainlyChanged(levels), ({ change }) => Math.abs(change.absolute!));
  return largest && { ...largest, p: null };
}

const drifts =
  (sign: 1 | -1) =>
  ({ status, medianDrift }: CellSummary): boolean =>
    status === "unsteady" && medianDrift !== null && Math.sign(medianDrift) === sign;

function saturationIn(level: LevelComparison, side: "a" | "b"): Headline["saturated"] {
  const cpuPct = saturationOf(level, side);
  return cpuPct === null ? [] : [{ side, cpuPct }];
}

function confidenceOf(
  comparison: Compared,
  chosen: Asked | null,
  effect: HeadlineEffect | null,
  replicates: "repeats" | "deployments",
): Headline["confidence"] {
  const level = effect && comparison.levels.find((each) => each.level === effect.level);
  const change = chosen?.change ?? level?.metrics.find(({ metric }) => metric === effect!.metric);
  const spread = change?.spread;
  if (!change || !spread) return null;
  const { values, method } = spread;
  const labels = [comparison.a.label, comparison.b.label] as const;
  const what = values.a === change.a.evidence && values.b === change.b.evidence ? "repeats" : replicates;
  const count = values.a === values.b ? `${values.a} ${what} a side` : `${values.a} and ${values.b} ${what}`;
  return {
    basis: givenSpreadText([spread], labels) ?? `${count}${method === "paired" ? " in turns" : ""}`,
    given: givenIntervalText(spread, labels),
    p: comparison.verdicts.verdict === "no difference" ? null : (chosen?.p ?? null),
  };
}

/** The interval shows an improvement, but the failures of the level may be worse. */
function isBlocked({ verdicts }: Compared, { level, change: { spread, better } }: Asked): boolean {
  const guard = verdicts.guards.find((each) => each.level === level.level);
  if (!spread || !guard || holds(guard)) return false;
  const margin = spread.margin ?? 0;
  return better === "lower" ? spread.interval.high < -margin : spread.interval.low > margin;
}

function reasonOf({ verdicts, levels }: Compared): string {
  if (levels.every(({ a, b }) => a.length === 0 || b.length === 0)) return "no level was measured on both sides";
  return untestedReasons(verdicts.primaries) || "the cells are too short for any primary metric";
}
