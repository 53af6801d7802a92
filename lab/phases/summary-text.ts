/** A rehearsal of phases, as text. Pure. */
import { formatDuration } from "../../base/duration.ts";
import { figures, table } from "../../base/table.ts";
import type { Phase } from "./project.ts";
import type { PhaseResult } from "./run-phase.ts";

const MINUTE_MS = 60_000;
/** Of each phase on two cores, from its start to the end of its destroy. */
const USUAL_MS: Readonly<Record<Phase, number>> = {
  single: 200_000,
  multinode: 220_000,
  multicloud: 360_000,
  edge: 350_000,
};

/**
 * Which phase comes now, and how long all that are left will take at the pace of those before.
 *
 * @param done number of phases that have ended
 * @param elapsedMs since the start of the first
 */
export function progressText(phases: readonly Phase[], done: number, elapsedMs: number): string {
  const usualMs = (some: readonly Phase[]): number => some.reduce((sum, phase) => sum + USUAL_MS[phase], 0);
  const pace = done === 0 ? 1 : elapsedMs / usualMs(phases.slice(0, done));
  const leftMin = Math.ceil((pace * usualMs(phases.slice(done))) / MINUTE_MS);
  const place = phases.length === 1 ? "" : `${done + 1} of ${phases.length}, `;
  return `${phases[done]} (${place}about ${leftMin} min left)`;
}

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
