/** What a campaign prints, and its table for the evidence. Pure. */
import { formatDuration } from "../../base/duration.ts";
import type { FaultName } from "./catalog.ts";
import type { Outcome, OutcomeRecord, RunOutcome } from "./outcomes.ts";
import type { PlannedRun } from "./plan.ts";

/** One run. */
export function lineOf(seed: number, planned: PlannedRun, { what, exitCode, problems, durationMs }: Outcome): string {
  const { number, fault, operation, progress, recovery } = planned;
  const moment = `${operation} at ${Math.round(progress * 100)} %`;
  const next = recovery === "leave" ? "" : `, then ${recovery}`;
  const end = exitCode === null ? "" : `${operation} ended with ${exitCode}`;
  const seen = [what, end, ...problems.map((problem) => `✗ ${problem}`)].filter((text) => text !== "").join("; ");
  const mark = problems.length === 0 ? "✓" : "✗";
  return `${mark} ${number} (seed ${seed}) ${fault}, ${moment}${next}: ${seen} (${formatDuration(durationMs)})`;
}

/** How many runs are left, and for how long, if they take as long as those that were. */
export function progressText(done: readonly RunOutcome[], left: number): string {
  if (left === 0) return `${done.length} done`;
  const meanMs = done.reduce((sum, { outcome }) => sum + outcome.durationMs, 0) / done.length;
  return `${done.length} done, ${left} left: about ${formatDuration(left * meanMs)}`;
}

/** A line for each kind of fault, by operation. @param problems after the last destroy */
export function summary(outcomes: readonly RunOutcome[], problems: readonly string[]): string[] {
  const byFault = Map.groupBy(outcomes, ({ planned }) => planned.fault);
  return [
    "",
    ...[...byFault].map(([fault, each]) => kindLine(fault, each)),
    ...problems.map((problem) => `✗ after the last destroy: ${problem}`),
    `faults: ${totalText(outcomes)} (emulated)`,
  ];
}

const isKept = ({ outcome }: RunOutcome): boolean => outcome.problems.length === 0;
const hasStruck = ({ outcome }: RunOutcome): boolean => outcome.hasStruck;

function kindLine(fault: FaultName, each: readonly RunOutcome[]): string {
  const counts = countsOf(each.map(({ planned }) => planned.operation)).map(([what, count]) => `${what} ${count}`);
  const idle = each.length - each.filter(hasStruck).length;
  const note = idle === 0 ? "" : `; ${idle} found nothing to strike`;
  return `${fault}: ${each.filter(isKept).length} of ${each.length} as promised (${counts.join(", ")}${note})`;
}

function totalText(outcomes: readonly RunOutcome[]): string {
  const totalMs = outcomes.reduce((sum, { outcome }) => sum + outcome.durationMs, 0);
  const kept = `${outcomes.filter(isKept).length} of ${outcomes.length} ended as promised`;
  return `${kept}; ${outcomes.filter(hasStruck).length} struck something, in ${formatDuration(totalMs)}`;
}

/** Lines of Markdown: a row for each kind of fault. */
export function faultTable(records: readonly OutcomeRecord[]): string[] {
  const byFault = [...Map.groupBy(records, ({ planned }) => planned.fault)].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    "| fault | struck | found nothing to strike | the struck command ended with | as promised |",
    "| --- | --- | --- | --- | --- |",
    ...byFault.map(([fault, each]) => tableRow(fault, each)),
    "",
    `${totalText(records)}. ${plansText(records)}.`,
  ];
}

function tableRow(fault: FaultName, each: readonly OutcomeRecord[]): string {
  const struck = each.filter(hasStruck);
  const texts = (values: readonly (string | number)[]): string =>
    countsOf(values)
      .map(([what, count]) => `${what}: ${count}`)
      .join(", ") || "–";
  const operations = texts(struck.map(({ planned }) => planned.operation));
  const ends = texts(struck.flatMap(({ outcome }) => outcome.exitCode ?? []));
  const idle = each.length - struck.length;
  return `| ${fault} | ${operations} | ${idle === 0 ? "–" : idle} | ${ends} | ${each.filter(isKept).length} of ${each.length} |`;
}

/** Which seeds they are of, and when the last one ended. */
function plansText(records: readonly OutcomeRecord[]): string {
  const plans = records.map(({ campaign: { seed, isHasty } }) => `${isHasty ? "hasty, " : ""}seed ${seed}`);
  const days = records.map(({ endedAt }) => endedAt.slice(0, 10)).sort();
  const counts = countsOf(plans).map(([plan, count]) => `${plan}: ${count}`);
  return `${counts.join("; ")}; ${[...new Set([days[0], days.at(-1)])].join(" to ")}`;
}

/** The most frequent first. */
const countsOf = <T>(values: readonly T[]): [T, number][] =>
  [...Map.groupBy(values, (value) => value)]
    .map(([value, same]): [T, number] => [value, same.length])
    .sort(([, a], [, b]) => b - a);
