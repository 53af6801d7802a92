/** Finds closed runs by their labels, without their series. */
import type { Labels } from "@stackmark/loadgen/schema";
import { ResultsError } from "../errors.ts";
import type { StackOutputs } from "../schema/outputs.ts";
import { listRuns } from "./manage-runs.ts";
import { readHead } from "./read-run.ts";

export interface LabelledRun {
  labels: Labels;
  /** ISO 8601; `null` if it was not recorded. */
  startedAt: string | null;
  outputs: StackOutputs;
}

/** Newest first. Skips runs that cannot be read. */
export async function labelledRuns(runsDir: string, isWanted: (labels: Labels) => boolean): Promise<LabelledRun[]> {
  const found: LabelledRun[] = [];
  for (const { dir, labels, startedAt } of await listRuns(runsDir)) {
    if (!isWanted(labels)) continue;
    try {
      const outputs = (await readHead(dir)).run?.outputs;
      if (outputs) found.push({ labels, startedAt, outputs });
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
    }
  }
  return found;
}
