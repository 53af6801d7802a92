/** The verdict on the whole comparison, and its explanation in a few sentences. */
import { repeatsNeeded } from "../statistics/index.ts";
import type { Verdict } from "../statistics/index.ts";
import type { Settings } from "./settings.ts";
import type { PrimaryVerdict, LevelComparison, Verdicts } from "./types.ts";

/** Assumed variation of repeats if there is only one: the standard deviation of the logarithm. */
const USUAL_SD = 0.03;

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

export function whyOf(
  levels: readonly LevelComparison[],
  verdict: Verdict | null,
  { primaries, guards, isInterleaved }: Pick<Verdicts, "primaries" | "guards" | "isInterleaved">,
  { isDeclared }: Settings,
  coverage: string,
): string {
  const turns = isInterleaved
    ? "The sides took turns, so repeats are compared in pairs."
    : "Not interleaved: the change is confounded with time and includes whatever else changed in between.";
  if (verdict === null) {
    const hasIntervals = levels.some(({ metrics }) => metrics.some(({ spread }) => spread !== null));
    const why =
      primaries.length === 0 ? 'cells are too short for any primary metric (see "not planned")' : noEvidence(levels);
    return [`No verdict: ${why}. Changes are still shown.`, ...(hasIntervals ? [coverage] : [])].join(" ");
  }
  if (primaries.every(({ p }) => p === null) && verdict === "inconclusive")
    return `Verdict inconclusive, as always with one repeat per side, which cannot tell a change from noise between runs. ${usualNeed()} ${turns}`;
  const list = primaries.map(({ level, metric, verdict: word }) => `${level} ${metric} ${word ?? "without evidence"}`);
  const worse = guards.filter((guard) => guard.verdict === "worse").map(({ level }) => `${level} failures worse`);
  const chosen = isDeclared ? "declared before the runs" : "chosen by default, because no plan declared any";
  return [
    `Verdict ${verdict}: ${[...list, ...worse].join(", ")}.`,
    `Primary metrics were ${chosen}; Holm's correction covers ${primaries.length} ${primaries.length === 1 ? "test" : "tests"} at 5 %. Secondary metrics get a verdict only where a primary changed; all others are exploratory.`,
    turns,
    coverage,
  ].join(" ");
}

function noEvidence(levels: readonly LevelComparison[]): string {
  const cells = levels.flatMap(({ a, b }) => [a, b]);
  const empty = cells.some((side) => side.every(({ status }) => status !== "complete"));
  return empty ? "one side has no complete and steady repeat" : "no primary metric was measured on both sides";
}

/** The sentence states that the variation of repeats is an assumption. */
function usualNeed(): string {
  const need = (change: number) => repeatsNeeded(USUAL_SD, Math.log1p(change))!;
  return `If repeats vary by ${100 * USUAL_SD} %, which is typical, detecting a change of 10 % takes ${need(0.1)} repeats per side, and one of 5 % takes ${need(0.05)}.`;
}
