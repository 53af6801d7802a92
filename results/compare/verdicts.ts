/**
 * From intervals to words. Only the primaries, declared beforehand, get a verdict; the correction is over them all. The
 * rest is exploratory: interval and p, no word.
 */
import { FAILURE_MARGIN_POINTS, holm, interval, judge, logMargin } from "../statistics/index.ts";
import type { Verdict } from "../statistics/index.ts";
import { intervalOf } from "./spread.ts";
import type { Comparison, LevelComparison, MetricChange, Spread } from "./types.ts";

/** The median of all requests of each level, at most this many. */
const PRIMARY = "p50";
const MAX_PRIMARIES = 6;
const LEVEL = 0.05;

type Judgement = Pick<Comparison, "levels" | "verdicts"> & { notes: string[] };

/**
 * Levels with verdicts at their primaries, or as they are, with why there are none.
 * @param coverage what the intervals speak of, as a sentence
 */
export function giveVerdicts(levels: LevelComparison[], coverage: string): Judgement {
  const primaries = levels.flatMap((level) => primaryOf(level) ?? []).slice(0, MAX_PRIMARIES);
  if (primaries.length === 0) return { levels, verdicts: { given: false, why: whyNone(levels, coverage) }, notes: [] };
  const corrected = holm(
    primaries.map(({ spread }) => spread.estimate.p),
    LEVEL,
  );
  const notes = primaries.some(({ spread }) => spread.method === "welch")
    ? ["the sides did not take turns: whatever else changed in between is part of the change"]
    : [];
  const words = new Map<string, Verdict>();
  const judged = new Map(
    primaries.map(({ level, change, spread }, index) => {
      const { confidence } = corrected[index]!;
      const word = judge(spread.estimate, logMargin(change.metric, change.a.value!)!, "lower", confidence).verdict;
      const guarded = word === "better" && !failuresHold(level) ? "inconclusive" : word;
      if (guarded !== word) notes.push(`${level.level} is not called better: its failures may be worse`);
      words.set(level.level, guarded);
      return [
        change,
        { ...spread, ...intervalOf(spread.estimate, spread.scale, confidence), verdict: guarded },
      ] as const;
    }),
  );
  const withVerdicts = levels.map((level) => ({
    ...level,
    metrics: level.metrics.map((change) => ({ ...change, spread: judged.get(change) ?? change.spread })),
  }));
  return { levels: withVerdicts, verdicts: summaryOf(words, levels.length, coverage), notes };
}

function primaryOf(level: LevelComparison): { level: LevelComparison; change: MetricChange; spread: Spread } | null {
  const change = level.metrics.find(({ metric }) => metric === PRIMARY);
  if (!change?.spread || change.a.value === null) return null;
  return { level, change, spread: change.spread };
}

/** Whether failures are shown not to be worse by more than the margin, one-sided at 5 %. */
function failuresHold({ metrics }: LevelComparison): boolean {
  const spread = metrics.find(({ metric }) => metric === "failures")?.spread;
  return spread !== null && spread !== undefined && interval(spread.estimate, 0.9).high < FAILURE_MARGIN_POINTS;
}

function summaryOf(words: ReadonlyMap<string, Verdict>, levels: number, coverage: string): Comparison["verdicts"] {
  const all = [...words.values()];
  const every = (word: Verdict) => all.length === levels && all.every((other) => other === word);
  let verdict: Verdict = "inconclusive";
  if (all.includes("worse")) verdict = "worse";
  else if (every("no difference")) verdict = "no difference";
  else if (all.includes("better") && !all.includes("inconclusive") && all.length === levels) verdict = "better";
  const list = [...words].map(([level, word]) => `${level} ${word}`).join(", ");
  const why = `Verdict ${verdict} on the median latency (${list}), corrected over ${words.size} questions at ${100 * LEVEL} %; all other changes are exploratory. ${coverage}`;
  return { given: true, verdict, levels: Object.fromEntries(words), why };
}

function whyNone(levels: readonly LevelComparison[], coverage: string): string {
  const complete = (cells: LevelComparison["a"]) => cells.filter(({ status }) => status === "complete").length;
  const fewest = Math.min(...levels.flatMap(({ a, b }) => [complete(a), complete(b)]));
  const repeats = fewest === 1 ? "one repeat a side" : fewest === 0 ? "no complete repeat on a side" : "these repeats";
  const hasIntervals = levels.some(({ metrics }) => metrics.some(({ spread }) => spread));
  const why = `These are changes, not verdicts: ${repeats} cannot tell a change from the noise between runs.`;
  return hasIntervals ? `${why} ${coverage}` : why;
}
