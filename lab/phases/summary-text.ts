/** The end of a rehearsal, as text. Pure. */
import { formatDuration } from "../../base/duration.ts";
import { figures, table } from "../../base/table.ts";
import type { PhaseResult } from "./run-phase.ts";

/** A row for each phase: checks that held, and when what was reached, from nothing on. `–`: it was not. */
export function phaseTable(results: readonly Pick<PhaseResult, "phase" | "checks" | "times">[]): string {
  const time = (ms: number | null): string => (ms === null ? "–" : formatDuration(ms));
  return table(
    figures(["phase", "checks held", "ready", "first load", "up", "destroyed in"]),
    results.map(({ phase, checks, times: { readyMs, firstLoadMs, upMs, destroyMs } }) => [
      phase,
      `${checks.filter(({ holds }) => holds).length} of ${checks.length}`,
      ...[readyMs, firstLoadMs, upMs, destroyMs].map(time),
    ]),
  );
}

/**
 * What no rehearsal shows: the first column of that table in docs/lab.md.
 *
 * @param markdown the content of docs/lab.md
 */
export function notCovered(markdown: string): string[] {
  const [, section = ""] = markdown.split("\n## What only a cloud can show\n");
  return [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, what]) => what!).filter((what) => !HEADS.has(what));
}

const HEADS = new Set(["not covered", "---"]);
