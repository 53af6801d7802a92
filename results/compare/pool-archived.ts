/** Archived runs of one stack as one run with all their cells: what `pool` does to outputs, with series and histograms. Pure. */
import type { ArchivedRun } from "../archive/index.ts";
import { pool } from "./pool.ts";

/** One run a stack, in the order that the stacks first appear in. */
export function poolArchived(runs: readonly ArchivedRun[]): ArchivedRun[] {
  return [...Map.groupBy(runs, ({ stack, runId }) => stack ?? runId).values()].map(pooled);
}

function pooled(runs: readonly ArchivedRun[]): ArchivedRun {
  const last = runs.at(-1)!;
  if (runs.length === 1) return last;
  const outputs = runs.flatMap((run) => run.outputs ?? []);
  const all = outputs.length === 0 ? null : pool(outputs);
  // Numbered on in the order of the runs and of their cells.
  const renamed = [...(all?.load ?? [])];
  const cells = runs.flatMap((run) => {
    const found = new Map((run.outputs?.load ?? []).map(({ cell }) => [cell, renamed.shift()!]));
    return run.cells.map((archived) => {
      const output = found.get(archived.cell);
      return output ? { ...archived, cell: output.cell, output } : archived;
    });
  });
  return {
    ...last,
    runId: `${last.runId} and ${runs.length - 1} before it`,
    outputs: all,
    cells,
    problems: runs.flatMap(({ runId, problems }) => problems.map((problem) => `${runId}: ${problem}`)),
  };
}
