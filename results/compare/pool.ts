/** Pools runs of one stack, on new or on the same machines, into one side of a comparison. */
import type { ArchivedRun } from "../archive/index.ts";
import type { StackOutputs } from "../schema/outputs.ts";
import { pooledMetrics } from "./derived-changes.ts";

/**
 * Combines the cells of all runs, with repeats numbered consecutively; everything else comes from the last run.
 * @param runs of one stack, in the order in which they were measured
 */
export function pool(runs: readonly StackOutputs[]): StackOutputs {
  const last = runs.at(-1)!;
  if (runs.length === 1) return last;
  let before = 0;
  const load = runs.flatMap((run) => {
    const cells = run.load.map((cell) => ({
      ...cell,
      // One run id, so that the cells do not look mixed up; `deployment` still distinguishes them.
      runId: last.runId,
      cell: `load-${cell.level}-${before + cell.repeat}`,
      repeat: before + cell.repeat,
    }));
    before = Math.max(before, ...cells.map(({ repeat }) => repeat));
    return cells;
  });
  const notes = [...new Set(runs.flatMap((run) => run.notes))];
  const deployments = new Set(load.map(({ deployment }) => deployment));
  const machines = deployments.size === 1 ? "on the same machines" : "each on its own machines";
  const derived = pooledMetrics(runs);
  return { ...last, load, derived, notes: [...notes, `pooled from ${runs.length} runs, ${machines}`] };
}

/** One side per stack, in order of first appearance. */
export function poolStacks(runs: readonly StackOutputs[]): StackOutputs[] {
  return [...Map.groupBy(runs, ({ stack }) => stack).values()].map(pool);
}

/** One run per stack, in order of first appearance. */
export function poolArchived(runs: readonly ArchivedRun[]): ArchivedRun[] {
  return [...Map.groupBy(runs, ({ stack, runId }) => stack ?? runId).values()].map(pooled);
}

function pooled(runs: readonly ArchivedRun[]): ArchivedRun {
  const last = runs.at(-1)!;
  if (runs.length === 1) return last;
  const outputs = runs.flatMap((run) => run.outputs ?? []);
  const all = outputs.length === 0 ? null : pool(outputs);
  // `pool` keeps the order of runs and cells, so each cell takes the next output.
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
    runId: `${last.runId} and ${runs.length - 1} earlier`,
    status: runs.find(({ status }) => status !== "complete")?.status ?? "complete",
    outputs: all,
    cells,
    problems: runs.flatMap(({ runId, problems }) => problems.map((problem) => `${runId}: ${problem}`)),
  };
}
