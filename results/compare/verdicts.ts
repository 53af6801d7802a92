/**
 * Gives every tested metric its verdict. Holm's correction covers all declared primaries. If a primary has changed, the
 * same metric of single endpoints and the other metrics of its level are tested too (secondary), with a correction for
 * each family. All other metrics are exploratory: they have an interval, but no verdict.
 */
import type { CellOutput } from "../schema/outputs.ts";
import { holm, judge, type Verdict } from "../statistics/index.ts";
import { atConfidence, toScale } from "./effect.ts";
import { GUARD, guardsOf } from "./guard.ts";
import { RESOURCE_METRICS } from "./metrics.ts";
import { stackVerdict, whyOf } from "./overall-verdict.ts";
import type { Settings } from "./settings.ts";
import type { PrimaryVerdict, Comparison, LevelComparison, MetricChange } from "./types.ts";

/** Significance level of each family of tests. */
const LEVEL = 0.05;

export interface VerdictContext {
  settings: Settings;
  /** Of both sides. */
  cells: readonly CellOutput[];
  /** The sentence on the variation that the intervals cover. */
  coverage: string;
}

type Verdicted = Pick<Comparison, "levels" | "verdicts"> & { notes: string[] };

/** The levels with their verdicts, and the verdict on the whole. */
export function assignVerdicts(levels: LevelComparison[], { settings, cells, coverage }: VerdictContext): Verdicted {
  const guards = guardsOf(levels);
  const holding = new Set(guards.flatMap(({ level, verdict }) => (verdict === "holds" ? [level] : [])));
  const untestable = new Map(
    levels.map(({ level }) => [level, untestableMetrics(cells.filter((cell) => cell.level === level))]),
  );
  const find = (level: string, id: string) =>
    levels.find((each) => each.level === level)?.metrics.find(({ metric }) => metric === id);
  const primaries = settings.primaries.map((question) => {
    const change = find(question.level, question.metric);
    const isTested = change !== undefined && isTestable(change, untestable.get(question.level)!);
    return { ...question, change, isTested };
  });
  const corrected = holm(
    primaries.map(({ change, isTested }) => (isTested ? change!.spread!.estimate.p : 1)),
    LEVEL,
  );
  const judged = new Map<MetricChange, MetricChange>();
  const tested: PrimaryVerdict[] = primaries.map(({ level, metric, change, isTested }, i) => {
    const { p, confidence } = corrected[i]!;
    if (!isTested) {
      const verdict = change && change.a.evidence > 0 && change.b.evidence > 0 ? ("inconclusive" as const) : null;
      if (change) judged.set(change, { ...change, role: "primary", verdict });
      return { level, metric, verdict, p: null };
    }
    const result = withVerdict(change!, "primary", confidence, holding.has(level));
    judged.set(change!, result);
    return { level, metric, verdict: result.verdict, p };
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
      why: whyOf(judgedLevels, verdict, found, settings, coverage),
    },
    notes: guardNotes(judgedLevels, guards),
  };
}

const isOf =
  (id: string) =>
  ({ metric }: MetricChange): boolean =>
    metric === id;

function judgeFamily(
  family: readonly MetricChange[],
  untestable: ReadonlySet<string>,
  mayBeBetter: boolean,
  judged: Map<MetricChange, MetricChange>,
): void {
  const tested = family.filter((change) => isTestable(change, untestable));
  const corrected = holm(
    tested.map(({ spread }) => spread!.estimate.p),
    LEVEL,
  );
  for (const [i, change] of tested.entries())
    judged.set(change, withVerdict(change, "secondary", corrected[i]!.confidence, mayBeBetter));
}

/** Notes on levels that became faster, but are not called better because more requests may fail. */
function guardNotes(levels: readonly LevelComparison[], guards: ReturnType<typeof guardsOf>): string[] {
  return guards.flatMap(({ level, verdict }) => {
    if (verdict === "holds") return [];
    const own = levels.find((each) => each.level === level)!.metrics;
    const isFaster = own.some(
      ({ role, spread }) => role === "primary" && spread !== null && spread.interval.high < -(spread.margin ?? 0),
    );
    const how = verdict === "worse" ? "are worse" : "may be worse";
    return isFaster ? [`${level} is not called better, because its failures ${how}`] : [];
  });
}

const MIN_SCRAPES = 4;
const SCRAPED = new Set(RESOURCE_METRICS.map(({ id }) => id));

/** Metrics that get no verdict: rates that the load itself bounds, and resources with too few scrapes. */
function untestableMetrics(cells: readonly CellOutput[]): Set<string> {
  const untestable = new Set<string>();
  if (cells.some(({ result }) => isRateBounded(result.spec))) untestable.add("rate");
  const areFew = ({ metrics }: CellOutput) => !metrics || metrics.scrapes - metrics.failedScrapes < MIN_SCRAPES;
  if (cells.some(areFew)) for (const id of SCRAPED) untestable.add(id);
  return untestable;
}

/** The arrival rate bounds an open model; think times bound a closed one. */
function isRateBounded(spec: CellOutput["result"]["spec"]): boolean {
  if (spec["model"] !== "closed") return true;
  const own = spec["thinkTime"];
  const isNone = typeof own === "object" && own !== null && !Array.isArray(own) && own["kind"] === "none";
  return spec["thinkTimeScale"] !== 0 && !isNone;
}

const isTestable = (change: MetricChange, untestable: ReadonlySet<string>): boolean =>
  change.spread !== null && change.spread.margin !== null && change.better !== null && !untestable.has(change.metric);

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
