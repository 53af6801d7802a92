/** The verdict on the whole comparison, and its explanation in a few sentences. */
import { counted } from "../../base/counted.ts";
import { repeatsNeeded } from "../statistics/index.ts";
import type { Verdict } from "../statistics/index.ts";
import type { Settings } from "./settings.ts";
import { givenSpreadText } from "./given-spread.ts";
import type { Effect, LevelComparison, PrimaryVerdict, Verdicts } from "./types.ts";

/**
 * Worse if a primary or a guard is; no difference if every primary is; better if every primary is better or no
 * different, and at least one is better; otherwise inconclusive. `null` if no primary has evidence on both sides.
 */
export function stackVerdict(primaries: readonly PrimaryVerdict[], guards: Verdicts["guards"]): Verdict | null {
  const words = primaries.map(({ verdict }) => verdict);
  if (words.includes("worse") || guards.some(({ verdict }) => verdict === "worse")) return "worse";
  if (words.every((word) => word === null)) return null;
  if (words.every((word) => word === "no difference")) return "no difference";
  if (words.every((word) => word === "better" || word === "no difference")) return "better";
  return "inconclusive";
}

interface Found extends Pick<Verdicts, "primaries" | "guards" | "isInterleaved"> {
  settings: Settings;
  /** The sentence on the variation that intervals over repeats cover. */
  coverage: string;
  labels: readonly [string, string];
}

export function whyOf(
  levels: readonly LevelComparison[],
  verdict: Verdict | null,
  { primaries, guards, isInterleaved, settings: { isDeclared }, coverage, labels }: Found,
): string {
  const turns = isInterleaved
    ? "The sides took turns, so repeats are compared in pairs."
    : "Not interleaved: the change is confounded with time and includes whatever else changed in between.";
  const effects = primaries.flatMap((primary) => effectOn(levels, primary) ?? []);
  const isSpreadGiven = effects.some(({ method }) => method === "given spread");
  const covered = isSpreadGiven ? "Intervals combine the variation within a run with the run-to-run spread." : coverage;
  if (verdict === null) {
    const hasIntervals = levels.some(({ metrics }) => metrics.some(({ spread }) => spread !== null));
    return [`No verdict: ${noVerdict(primaries)}. Changes are still shown.`, ...(hasIntervals ? [covered] : [])].join(
      " ",
    );
  }
  const basis = givenSpreadText(effects, labels);
  const list = primaries.map(
    ({ level, metric, verdict: word, untested }) =>
      `${level} ${metric} ${untested ? `not tested (${untested.reason})` : word}`,
  );
  const worse = guards.filter((guard) => guard.verdict === "worse").map(({ level }) => `${level} failures worse`);
  const chosen = isDeclared ? "declared before the runs" : "chosen by default, because no plan declared any";
  return [
    `Verdict ${verdict}${basis === null ? "" : ` (${basis})`}: ${[...list, ...worse].join(", ")}.`,
    `Primary metrics were ${chosen}; Holm's correction covers ${counted(primaries.length, "test")} at 5 %. Secondary metrics get a verdict only where a primary changed; all others are exploratory.`,
    ...(isSpreadGiven && verdict === "inconclusive" ? [usualNeed()] : []),
    turns,
    covered,
  ].join(" ");
}

/** The effect of a tested primary. */
function effectOn(levels: readonly LevelComparison[], { level, metric, p }: PrimaryVerdict): Effect | null {
  if (p === null) return null;
  return levels.find((each) => each.level === level)!.metrics.find((each) => each.metric === metric)!.spread;
}

function noVerdict(primaries: readonly PrimaryVerdict[]): string {
  if (primaries.length === 0) return 'cells are too short for any primary metric (see "not planned")';
  const reasons = new Set(primaries.flatMap(({ untested }) => untested?.reason ?? []));
  return [...reasons].join("; ");
}

/** Typical variation of repeats on one machine: the standard deviation of the logarithm. */
const USUAL_SD = 0.03;

/** The repeats that it takes if they vary as they typically do, which is less than what is assumed of a single run. */
function usualNeed(): string {
  const need = (change: number) => repeatsNeeded(USUAL_SD, Math.log1p(change))!;
  return `Repeats show their own spread: if it is ${100 * USUAL_SD} %, which is typical, detecting a change of 10 % takes ${need(0.1)} repeats per side, and one of 5 % takes ${need(0.05)}.`;
}
