import type { StackOutputs } from "../schema/outputs.ts";

/** The start of the first cell; `null` if there is none, or the start of a cell is unknown. */
export function measuredAt({ load }: Pick<StackOutputs, "load">): string | null {
  const starts = load.map(({ result }) => result.startedAt);
  return starts.includes(null) ? null : ((starts as string[]).sort()[0] ?? null);
}

/**
 * Runs in the order in which they were measured, which for imported runs is not the order of their imports. If the time of
 * one of them is unknown, they keep their order.
 */
export function inOrderOfTime<Run extends { outputs: StackOutputs | null }>(runs: readonly Run[]): Run[] {
  const timed = runs.map((run) => ({ run, at: run.outputs && measuredAt(run.outputs) }));
  if (timed.some(({ at }) => at === null)) return [...runs];
  return timed.sort((a, b) => a.at!.localeCompare(b.at!)).map(({ run }) => run);
}
