/** Reads the outputs of archived runs without their series. */
import { listRuns } from "./manage-runs.ts";
import { readHead } from "./read-run.ts";
import { ResultsError } from "../errors.ts";
import type { StackOutputs } from "../schema/outputs.ts";

/** Runs per stack; older ones say little about how runs vary today. */
const MOST_RUNS = 20;

/** The outputs of the newest closed runs of these stacks. Skips runs that cannot be read. */
export async function archivedOutputs(runsDir: string, stacks: readonly string[]): Promise<StackOutputs[]> {
  const runs = await listRuns(runsDir);
  const found: StackOutputs[] = [];
  for (const stack of new Set(stacks)) {
    const own = runs.filter((run) => run.stack === stack);
    for (const { dir } of own.slice(0, MOST_RUNS)) {
      const outputs = await outputsOf(dir);
      if (outputs) found.push(outputs);
    }
  }
  return found;
}

async function outputsOf(dir: string): Promise<StackOutputs | undefined> {
  try {
    return (await readHead(dir)).run?.outputs;
  } catch (error) {
    if (error instanceof ResultsError) return undefined;
    throw error;
  }
}
