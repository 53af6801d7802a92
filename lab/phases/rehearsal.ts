/** Rehearses phases one after the other, in a lab that it starts, and ends unless it is to be kept. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatDuration } from "../../base/duration.ts";
import type { GivenK3s } from "../k3s/given.ts";
import { endLab, startLab } from "../server/start.ts";
import { checkText } from "./checks/check.ts";
import type { Phase } from "./project.ts";
import { runPhase, type PhaseOptions, type PhaseResult } from "./run-phase.ts";
import { notCovered, phaseTable, progressText } from "./summary-text.ts";

const PAGE = join(import.meta.dirname, "../../docs/lab.md");

export interface RehearsalOptions extends Omit<PhaseOptions, "singleRun"> {
  phases: readonly Phase[];
  /** What machines install instead of the lab's K3s. */
  given?: GivenK3s;
}

/** @returns whether all checks held. When it is interrupted, those that were made. */
export async function rehearse({ phases, given, ...options }: RehearsalOptions): Promise<boolean> {
  const { dir, keep, signal, print } = options;
  const began = performance.now();
  const lab = await startLab(dir, print, given);
  const results: PhaseResult[] = [];
  try {
    for (const phase of phases) {
      if (signal.aborted) break;
      print(`\n${progressText(phases, results.length, performance.now() - began)}`);
      const singleRun = results.find((result) => result.phase === "single")?.runId ?? undefined;
      results.push(await runPhase(lab, phase, { ...options, singleRun }));
    }
  } finally {
    if (!keep) await endLab(dir);
    // Also of phases before one that threw.
    printSummary(results, performance.now() - began, print);
  }
  if (phases.length > 1) {
    print("\nnot covered, because only a cloud can show it:");
    for (const what of notCovered(readFileSync(PAGE, "utf8"))) print(`- ${what}`);
  }
  return results.every(({ checks }) => checks.every(({ holds }) => holds));
}

function printSummary(results: readonly PhaseResult[], tookMs: number, print: (line: string) => void): void {
  const checks = results.flatMap(({ phase, checks }) => checks.map((check) => ({ phase, check })));
  const failed = checks.filter(({ check }) => !check.holds);
  print(
    `\n${checks.length - failed.length} checks held, ${failed.length} did not, in ${formatDuration(tookMs)} (emulated)`,
  );
  for (const { phase, check } of failed) print(`${phase}: ${checkText(check)}`);
  if (results.length > 0) print(`\n${phaseTable(results)}`);
}
