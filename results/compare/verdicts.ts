/**
 * Gives every tested metric its verdict. Holm's correction covers all declared primaries. If a primary has changed, the
 * same metric of single endpoints and the other metrics of its level are tested too (secondary), with a correction for
 * each family. All other metrics are exploratory: they have an interval, but no verdict.
 */
import type { CellOutput } from "../schema/outputs.ts";
import { holm, judge, type Verdict } from "../statistics/index.ts";
import { atConfidence, toScale } from "./effect.ts";
import { GUARD, guardsOf, holds } from "./guard.ts";
import { GIVEN_SPREAD_CONFIDENCE } from "./given-spread.ts";
import { stackVerdict, whyOf } from "./overall-verdict.ts";
import type { Settings } from "./settings.ts";
import { isTestable, untestableMetrics, whyUntested, type Untestable } from "./untested.ts";
import type { Comparison, Effect, LevelComparison, MetricChange, PrimaryVerdict } from "./types.ts";

/** Significance level of each family of tests. */
const LEVEL = 0.05;

export interface VerdictContext {
  settings: Settings;
  /** Of both sides. */
  cells: readonly CellOutput[];
  /** The sentence on the variation that intervals over repeats cover. */
  coverage: string;
  labels: readonly [string, string];
}

type Verdicted = Pick<Comparison, "levels" | "verdicts"> & { warnings: string[] };

/** The levels with their verdicts, and the verdict on the whole. */
export function assignVerdicts(levels: LevelComparison[], context: VerdictContext): Verdicted {
  const { settings, cells } = context;
  const guards = guardsOf(levels);
  const holding = new Set(guards.filter(holds).map(({ level }) => level));
  const haveNone = new Set(guards.filter(({ verdict }) => verdict === "no failures").map(({ level }) => level));
  const untestable = new Map(
    levels.map(({ level }) => [level, untestableMetrics(cells.filter((cell) => cell.level === level))]),
  );
  const levelOf = (name: string) => levels.find(({ level }) => level === name);
  const find = (level: string, id: string) => levelOf(level)?.metrics.find(({ metric }) => metric === id);
  const primaries = settings.primaries.map((question) => {
    const change = find(question.level, question.metric);
    const isTested = change !== undefined && isTestable(change, untestable.get(question.level)!);
    return { ...question, change, isTested };
  });
  const corrected = correct(primaries.map(({ change, isTested }) => (isTested ? change!.spread! : null)));
  const judged = new Map<MetricChange, MetricChange>();
  const tested: PrimaryVerdict[] = primaries.map(({ level, metric, change, isTested }, i) => {
    const { p, confidence } = corrected[i]!;
    if (!isTested) {
      const verdict = change && change.a.evidence > 0 && change.b.evidence > 0 ? ("inconclusive" as const) : null;
      if (change) judged.set(change, { ...change, role: "primary", verdict });
      const untested = whyUntested(levelOf(level), metric, untestable.get(level) ?? new Map());
      return { level, metric, verdict, p: null, untested };
    }
    const own = withVerdict(change!, "primary", confidence, holding.has(level));
    // As for the guard: few requests would leave the interval wide, although none of them failed.
    const result = metric === GUARD && haveNone.has(level) ? { ...own, verdict: "no difference" as const } : own;
    judged.set(change!, result);
    return { level, metric, verdict: result.verdict, p, untested: null };
  });
  // A secondary family is tested once its primary is significant; the other metrics of a level follow any of its primaries.
  const significant = tested.filter(({ p }) => p !== null && p <= LEVEL);
  for (const { level, metrics, endpoints } of levels) {
    const parents = significant.filter((question) => question.level === level).map(({ metric }) => metric);
    const families = parents.map((parent) => endpoints.flatMap((each) => each.metrics.filter(isOf(parent))));
    const others = metrics.filter((change) => !judged.has(change) && change.metric !== GUARD);
    if (parents.length > 0) families.push(others);
    for (const family of families) judgeFamily(family, untestable.get(level)!, holding.has(level), judged);
  }
  for (const { level, verdict } of guards) {
    const change = find(level, GUARD)!;
    const word = verdict === "worse" ? ("worse" as const) : null;
    if (!judged.has(change)) judged.set(change, { ...change, role: "guard", verdict: word });
  }
  const latest = (change: MetricChange) => judged.get(change) ?? change;
  const judgedLevels = levels.map((level) => ({
    ...level,
    metrics: level.metrics.map(latest),
    endpoints: level.endpoints.map(({ name, metrics }) => ({ name, metrics: metrics.map(latest) })),
  }));
  const isInterleaved = judgedLevels.some(({ metrics }) => metrics.some(({ spread }) => spread?.method === "paired"));
  const { notPlanned, margins } = settings;
  const found = { primaries: tested, guards, isInterleaved };
  const given = tested.some(({ p }) => p !== null);
  const verdict = stackVerdict(tested, guards);
  return {
    levels: judgedLevels,
    verdicts: {
      given,
      verdict,
      ...found,
      notPlanned,
      margins,
      why: whyOf(judgedLevels, verdict, { ...found, ...context }),
    },
    warnings: guardWarnings(judgedLevels, guards),
  };
}

const isOf =
  (id: string) =>
  ({ metric }: MetricChange): boolean =>
    metric === id;

function judgeFamily(
  family: readonly MetricChange[],
  untestable: Untestable,
  mayBeBetter: boolean,
  judged: Map<MetricChange, MetricChange>,
): void {
  const tested = family.filter((change) => isTestable(change, untestable));
  const corrected = correct(tested.map(({ spread }) => spread));
  for (const [i, change] of tested.entries())
    judged.set(change, withVerdict(change, "secondary", corrected[i]!.confidence, mayBeBetter));
}

/**
 * Holm's correction over a family, in which untested members count. Where the run-to-run spread is given, the confidence is at least
 * {@link GIVEN_SPREAD_CONFIDENCE}, and p is raised by as much.
 */
function correct(family: readonly (Effect | null)[]): { p: number; confidence: number }[] {
  const corrected = holm(
    family.map((effect) => effect?.estimate.p ?? 1),
    LEVEL,
  );
  return corrected.map(({ p, confidence }, i) => {
    const effect = family[i];
    if (effect?.method !== "given spread") return { p, confidence };
    const raised = Math.min(1, (effect.estimate.p * LEVEL) / (1 - GIVEN_SPREAD_CONFIDENCE));
    return { p: Math.max(p, raised), confidence: Math.max(confidence, GIVEN_SPREAD_CONFIDENCE) };
  });
}

/** Levels that became faster, but are not called better because more requests may fail. */
function guardWarnings(levels: readonly LevelComparison[], guards: ReturnType<typeof guardsOf>): string[] {
  return guards.flatMap(({ level, verdict }) => {
    if (verdict === "holds" || verdict === "no failures") return [];
    const own = levels.find((each) => each.level === level)!.metrics;
    const isFaster = own.some(
      ({ role, spread }) => role === "primary" && spread !== null && spread.interval.high < -(spread.margin ?? 0),
    );
    const how = verdict === "worse" ? "are worse" : "may be worse";
    return isFaster ? [`${level} is not called better, because its failures ${how}`] : [];
  });
}

/**
 * Adds the verdict at the corrected confidence.
 * @param mayBeBetter false unless the level's guard holds, because a level with more failures is never better
 */
function withVerdict(
  change: MetricChange,
  role: MetricChange["role"],
  confidence: number,
  mayBeBetter: boolean,
): MetricChange & { verdict: Verdict } {
  const spread = change.spread!;
  const { verdict } = judge(spread.estimate, toScale(spread.margin!, spread.scale), change.better!, confidence);
  const guarded = verdict === "better" && !mayBeBetter ? "inconclusive" : verdict;
  return { ...change, role, verdict: guarded, spread: atConfidence(spread, confidence) };
}
