/**
 * From intervals to words. Holm's correction is over all primaries that were declared. Below one that was found to have
 * changed, the same metric of single endpoints is asked, and the other metrics of its level, each family corrected in
 * itself. All else is exploratory: an interval, no word.
 */
import type { CellOutput } from "../schema/outputs.ts";
import { holm, judge, type Verdict } from "../statistics/index.ts";
import { atConfidence, onScale } from "./effect.ts";
import { GUARD, guardsOf } from "./guard.ts";
import { RESOURCE_METRICS } from "./metrics.ts";
import { stackVerdict, whyOf } from "./overall-verdict.ts";
import type { Settings } from "./settings.ts";
import type { AskedPrimary, Comparison, LevelComparison, MetricChange } from "./types.ts";

const LEVEL = 0.05;

export interface Judging {
  settings: Settings;
  /** Of both sides. */
  cells: readonly CellOutput[];
  /** What the intervals speak of, as a sentence. */
  coverage: string;
}

type Judgement = Pick<Comparison, "levels" | "verdicts"> & { notes: string[] };

/** The levels with their verdicts, and what they come to. */
export function giveVerdicts(levels: LevelComparison[], { settings, cells, coverage }: Judging): Judgement {
  const guards = guardsOf(levels);
  const holding = new Set(guards.flatMap(({ level, verdict }) => (verdict === "holds" ? [level] : [])));
  const barred = new Map(
    levels.map(({ level }) => [level, barredMetrics(cells.filter((cell) => cell.level === level))]),
  );
  const find = (level: string, id: string) =>
    levels.find((each) => each.level === level)?.metrics.find(({ metric }) => metric === id);
  const primaries = settings.primaries.map((question) => {
    const change = find(question.level, question.metric);
    const isAsked = change !== undefined && canBeAsked(change, barred.get(question.level)!);
    return { ...question, change, isAsked };
  });
  const corrected = holm(
    primaries.map(({ change, isAsked }) => (isAsked ? change!.spread!.estimate.p : 1)),
    LEVEL,
  );
  const answers = new Map<MetricChange, MetricChange>();
  const asked: AskedPrimary[] = primaries.map(({ level, metric, change, isAsked }, i) => {
    const { p, confidence } = corrected[i]!;
    if (!isAsked) {
      const verdict = change && change.a.evidence > 0 && change.b.evidence > 0 ? ("inconclusive" as const) : null;
      if (change) answers.set(change, { ...change, role: "primary", verdict });
      return { level, metric, verdict, p: null };
    }
    const answer = answered(change!, "primary", confidence, holding.has(level));
    answers.set(change!, answer);
    return { level, metric, verdict: answer.verdict, p };
  });
  // A family is entered once its parent's null hypothesis is rejected; a level's other metrics have one parent: any.
  const entered = asked.filter(({ p }) => p !== null && p <= LEVEL);
  for (const { level, metrics, endpoints } of levels) {
    const parents = entered.filter((question) => question.level === level).map(({ metric }) => metric);
    const families = parents.map((parent) => endpoints.flatMap((each) => each.metrics.filter(isOf(parent))));
    const others = metrics.filter((change) => !answers.has(change) && change.metric !== GUARD);
    if (parents.length > 0) families.push(others);
    for (const family of families) askFamily(family, barred.get(level)!, holding.has(level), answers);
  }
  for (const { level, verdict } of guards) {
    const change = find(level, GUARD)!;
    const word = verdict === "worse" ? ("worse" as const) : null;
    if (!answers.has(change)) answers.set(change, { ...change, role: "guard", verdict: word });
  }
  const answer = (change: MetricChange) => answers.get(change) ?? change;
  const judged = levels.map((level) => ({
    ...level,
    metrics: level.metrics.map(answer),
    endpoints: level.endpoints.map(({ name, metrics }) => ({ name, metrics: metrics.map(answer) })),
  }));
  const isInterleaved = judged.some(({ metrics }) => metrics.some(({ spread }) => spread?.method === "paired"));
  const { notPlanned, margins } = settings;
  const found = { primaries: asked, guards, isInterleaved };
  const given = asked.some(({ p }) => p !== null);
  const verdict = stackVerdict(asked, guards);
  return {
    levels: judged,
    verdicts: { given, verdict, ...found, notPlanned, margins, why: whyOf(judged, verdict, found, settings, coverage) },
    notes: heldBack(judged, guards),
  };
}

const isOf =
  (id: string) =>
  ({ metric }: MetricChange): boolean =>
    metric === id;

function askFamily(
  family: readonly MetricChange[],
  barred: ReadonlySet<string>,
  mayBeBetter: boolean,
  answers: Map<MetricChange, MetricChange>,
): void {
  const asked = family.filter((change) => canBeAsked(change, barred));
  const corrected = holm(
    asked.map(({ spread }) => spread!.estimate.p),
    LEVEL,
  );
  for (const [i, change] of asked.entries())
    answers.set(change, answered(change, "secondary", corrected[i]!.confidence, mayBeBetter));
}

/** Levels that are faster for certain, and are not called better. */
function heldBack(levels: readonly LevelComparison[], guards: ReturnType<typeof guardsOf>): string[] {
  return guards.flatMap(({ level, verdict }) => {
    if (verdict === "holds") return [];
    const own = levels.find((each) => each.level === level)!.metrics;
    const isFaster = own.some(
      ({ role, spread }) => role === "primary" && spread !== null && spread.interval.high < -(spread.margin ?? 0),
    );
    const how = verdict === "worse" ? "are worse" : "may be worse";
    return isFaster ? [`${level} is not called better: its failures ${how}`] : [];
  });
}

const FEWEST_SCRAPES = 4;
const SCRAPED = new Set(RESOURCE_METRICS.map(({ id }) => id));

/** Metrics that a level's cells can't answer for, whatever they show: think times or few scrapes made them. */
export function barredMetrics(cells: readonly CellOutput[]): Set<string> {
  const barred = new Set<string>();
  if (cells.some(({ result }) => isRateBounded(result.spec))) barred.add("rate");
  const areFew = ({ metrics }: CellOutput) => !metrics || metrics.scrapes - metrics.failedScrapes < FEWEST_SCRAPES;
  if (cells.some(areFew)) for (const id of SCRAPED) barred.add(id);
  return barred;
}

/** The rate is the schedule's in an open model, and the think times' in a closed one that has any. */
function isRateBounded(spec: CellOutput["result"]["spec"]): boolean {
  if (spec["model"] !== "closed") return true;
  const own = spec["thinkTime"];
  const isNone = typeof own === "object" && own !== null && !Array.isArray(own) && own["kind"] === "none";
  return spec["thinkTimeScale"] !== 0 && !isNone;
}

export const canBeAsked = (change: MetricChange, barred: ReadonlySet<string>): boolean =>
  change.spread !== null && change.spread.margin !== null && change.better !== null && !barred.has(change.metric);

/**
 * The change with its verdict at a corrected confidence.
 * @param mayBeBetter whether failures are shown to hold: without that nothing is called better
 */
export function answered(
  change: MetricChange,
  role: MetricChange["role"],
  confidence: number,
  mayBeBetter: boolean,
): MetricChange & { verdict: Verdict } {
  const spread = change.spread!;
  const { verdict } = judge(spread.estimate, onScale(spread.margin!, spread.scale), change.better!, confidence);
  const guarded = verdict === "better" && !mayBeBetter ? "inconclusive" : verdict;
  return { ...change, role, verdict: guarded, spread: atConfidence(spread, confidence) };
}
