/** The headline in words. Medians and means are called so, because both are in it. */
import { difference, number, quantity, ratio } from "../../base/format.ts";
import type { Cause, Headline, HeadlineEffect, NotCounted } from "./headline-types.ts";
import { placeText } from "./load-text.ts";

type Parts = Omit<Headline, "text">;

export const headlineText = (headline: Parts, a: string, b: string): string =>
  headlineSentences(headline, a, b).join(" ");

/** The claim with its cause, then what else is worse, what does not count, and what the verdict rests on. */
export function headlineSentences(headline: Parts, a: string, b: string): string[] {
  const { failures, confidence, isSameRun } = headline;
  if (isSameRun) return ["Both sides are the same run, so nothing can differ."];
  const claim = [claimOf(headline, a, b), saturationText(headline, a, b)].filter((part) => part !== "").join("; ");
  const cause = linksText(headline.cause);
  const sentences = [
    ...(failures ? [`It also ${wordOf(failures, "worse")}: ${sizeOf(failures)}`] : []),
    ...toTell(headline),
    ...notCountedLines(headline),
    ...(confidence ? [basisOf(confidence)] : []),
    ...(headline.notCounted.some(({ fault }) => fault === "generator") ? [RELIEVE_GENERATOR] : []),
  ];
  const answer = cause === "" ? claim : `${claim}. ${capital(cause)}`;
  return [answer, ...sentences.map(capital)].map((sentence) => `${sentence}.`);
}

const RELIEVE_GENERATOR = "Lower the load, or leave more of its CPU to the generator, and measure again";

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);

/** Begins with a capital letter, or with the name of a stack, which keeps its case. */
function claimOf(headline: Parts, a: string, b: string): string {
  const { outcome, effect, opposite, isBlockedByFailures } = headline;
  if (outcome === "no verdict" || effect === null) {
    const untested = `not tested: ${whyNothing(headline)}`;
    if (opposite) return `${b} ${wordOf(opposite, "better")}: ${sizeOf(opposite)}; ${untested}`;
    if (outcome === "inconclusive") return `Cannot tell whether ${b} differs from ${a}; ${untested}`;
    return `No verdict from ${a} to ${b}: ${whyNothing(headline)}${stillHolds(headline, a, b)}`;
  }
  const size = sizeOf(effect);
  switch (outcome) {
    case "worse":
    case "better":
      return `${b} ${wordOf(effect, outcome)}: ${size}`;
    case "mixed":
      return `${b} ${wordOf(effect, "worse")}: ${size}; but it ${wordOf(opposite!, "better")}: ${sizeOf(opposite!)}`;
    case "no difference":
      return `No difference that matters from ${a} to ${b}: the largest is ${size}, within its margin of ±${marginOf(effect)}`;
    case "inconclusive": {
      if (opposite) return `${b} ${wordOf(opposite, "better")}: ${sizeOf(opposite)}; but cannot tell about ${size}`;
      if (isBlockedByFailures) return `Cannot tell whether ${b} is better: ${size}, but its failures may have risen`;
      if (isWithinMargin(effect)) return `Cannot tell whether ${b} differs from ${a}: ${size}, which may be chance`;
      const word = wordOf(effect, isRise(effect) === (effect.better === "lower") ? "worse" : "better");
      return `Cannot tell whether ${b} ${word}: ${size}, which may be chance`;
    }
  }
}

/** Sides without evidence, if that is all; otherwise the reasons. */
function whyNothing({ notCounted, reason, outcome }: Parts): string {
  if (outcome !== "no verdict" || notCounted.length === 0) return reason ?? "nothing was tested";
  const groups = Map.groupBy(notCounted, (each) => `${each.label} ${troubleOf(each, 1)}`);
  return [...groups].map(([what, of]) => `${what} at ${levelsText(of.map(({ level }) => level))}`).join("; ");
}

/** Why `count` sides do not count. */
function troubleOf({ status, fault }: NotCounted, count: number): string {
  if (fault === "no success") return "failed every request";
  if (fault === "no answer") return "answered no request";
  return `${count === 1 ? "is" : "are"} ${status}${fault === "generator" ? " (the generator could not keep up)" : ""}`;
}

/** The difference that holds, as a bound or although the generator could not keep up, and why. */
function stillHolds({ effect, saturated }: Parts, a: string, b: string): string {
  if (!effect) return "";
  const way = isRise(effect) ? "higher" : "lower";
  const place = placeText(effect.level, effect.load);
  if (effect.bound === null)
    return `. Still, the median of ${b} is ${magnitude(effect)} ${way} at ${place}; the generator moved higher percentiles only`;
  const rising = saturated.length > 0 ? "" : `; the latency of ${isRise(effect) ? b : a} was still rising`;
  return `. Still, the median of ${b} is at least ${magnitude(effect)} ${way} at ${place}${rising}`;
}

function isWithinMargin({ relative, absolute, margin, unit }: HeadlineEffect): boolean {
  const change = unit === "%" ? absolute : relative;
  return margin !== null && change !== null && Math.abs(change) <= margin;
}

const isRise = ({ relative, absolute }: HeadlineEffect): boolean => (absolute ?? relative ?? 0) > 0;

/** What a metric's change is called, such as `is slower`. */
function wordOf({ metric, unit }: HeadlineEffect, verdict: "worse" | "better"): string {
  const isWorse = verdict === "worse";
  if (metric === "rate") return isWorse ? "serves less" : "serves more";
  if (metric === "failures") return isWorse ? "fails more" : "fails less";
  if (metric === "cpu-per-request" || metric === "memory") return isWorse ? "uses more" : "uses less";
  return `is ${unit === "ms" ? (isWorse ? "slower" : "faster") : verdict}`;
}

/** `median (p50) +665 ms (× 182) at 50 users (level medium)`. */
function sizeOf(effect: HeadlineEffect): string {
  const name = effect.metric === "p50" ? `median (${effect.label})` : effect.label;
  const bound = effect.bound === null ? "" : `${effect.bound} `;
  return `${name} ${bound}${changeText(effect)} at ${placeText(effect.level, effect.load)}`;
}

const levelsText = (levels: readonly string[]): string =>
  `${levels.length === 1 ? "level" : "levels"} ${listOf(levels)}`;

function changeText({ absolute, relative, unit }: HeadlineEffect): string {
  if (absolute === null) return ratio(relative);
  const change = difference(absolute, unit);
  return relative === null || unit === "%" ? change : `${change} (${ratio(relative)})`;
}

const magnitude = (effect: HeadlineEffect): string => changeText(effect).replace(/^[+−]/, "");

const marginOf = ({ margin, unit }: HeadlineEffect): string =>
  unit === "%" ? `${number(margin!)} points` : `${number(100 * margin!)} %`;

function saturationText({ saturated, outcome }: Parts, a: string, b: string): string {
  if (outcome === "no difference" || outcome === "inconclusive") return "";
  return saturated
    .map(
      ({ side, cpuPct }) =>
        `${side === "a" ? a : b} is saturated there (${number(Math.round(cpuPct))} % of a node's CPU quota)`,
    )
    .join("; ");
}

/** The part of the observed change from which links explain it at all, and beyond which they explain more than there is. */
const [LEAST_SHARE, MOST_SHARE] = [0.05, 1.1];

/** Of the mean, since round trips add up in means only. */
function linksText(cause: Parts["cause"]): string {
  if (!cause) return "";
  if (cause.kind === "unknown") return `how much of it links explain is unknown: ${cause.reason}`;
  if (cause.kind === "equivalent round trips")
    return `the change of the mean equals ${number(cause.count)} round trips of ${number(cause.rttMs)} ms between the entry and other services`;
  const { trips, explainedMs, observedMs } = cause;
  const share = explainedMs / observedMs;
  if (!(share >= LEAST_SHARE)) return "links between nodes do not explain it";
  const mean = `the mean ${observedMs < 0 ? "falls" : "rises"} by ${quantity(Math.abs(observedMs), "ms")}`;
  const count = `${number(Math.abs(trips))} ${trips < 0 ? "fewer " : cause.isFromNone ? "" : "more "}sequential round trips per request`;
  // Rounded, because a quotient is hardly ever whole.
  const each = trips === 0 ? "" : `, ${quantity(Number(Math.abs(explainedMs / trips).toPrecision(3)), "ms")} each,`;
  const where = `${mean}: ${count}${each} ${betweenText(cause)}`;
  if (share > MOST_SHARE) return `${where} would account for ${difference(explainedMs, "ms")}`;
  const percent = Math.round(100 * share);
  return percent >= 100
    ? `${where} explain all of that`
    : `${where} explain ${share < 0.5 ? "only " : ""}${percent} % of that`;
}

function betweenText({ links, moved }: Extract<Cause, { kind: "round trips" }>): string {
  if (moved.length > 0) return `between ${listOf(moved)} and the other services`;
  return links === 1 ? "over the link" : "between nodes";
}

function toTell({ outcome, effect, repeatsToTell, isBlockedByFailures, confidence }: Parts): string[] {
  if (outcome !== "inconclusive" || !effect || isBlockedByFailures) return [];
  const repeats = repeatsToTell === null ? "not even 1000 repeats a side" : `${number(repeatsToTell)} repeats a side`;
  const isAssumed = confidence?.given != null && repeatsToTell !== null;
  return [`${repeats} would tell it from chance${isAssumed ? ", fewer if they vary less" : ""}`];
}

function notCountedLines({ notCounted, outcome }: Parts): string[] {
  if (outcome === "no verdict") return [];
  const ofSides = Map.groupBy(notCounted, (each) => `${each.label} ${troubleOf(each, 1)} ${each.cpuPct === null}`);
  const groups = [...ofSides.values()].map((group) => ({ ...group[0]!, levels: group.map(({ level }) => level) }));
  // Sides with the same trouble at the same levels share a sentence.
  const shared = Map.groupBy(groups, (each) =>
    JSON.stringify([...(each.cpuPct === null ? [] : [each.label]), troubleOf(each, 1), each.levels]),
  );
  return [...shared.values()].map((same) => {
    const { cpuPct, levels } = same[0]!;
    const saturated = cpuPct === null ? "" : ` and saturated (${number(Math.round(cpuPct))} % of a node's CPU quota)`;
    const who = listOf(same.map(({ label }) => label));
    const what = levels.length === 1 ? "this level does" : "these levels do";
    return `at ${levelsText(levels)}, ${who} ${troubleOf(same[0]!, same.length)}${saturated}, so ${what} not count`;
  });
}

const listOf = (items: readonly string[]): string =>
  items.length === 1 ? items[0]! : `${items.slice(0, -1).join(", ")} and ${items.at(-1)!}`;

function basisOf({ basis, given, p }: NonNullable<Parts["confidence"]>): string {
  if (given !== null || p === null) return given ?? basis;
  return `${basis}, p ${p < 0.0001 ? "< 0.0001" : `= ${number(p)}`}`;
}
