/** Reads what the runs of a stack measured, without their series. */
import { ResultsError } from "../errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { CellOutput } from "../schema/outputs.ts";
import { listRuns } from "./manage-runs.ts";
import { readHead } from "./read-run.ts";

export interface MeasuredRun {
  runId: string;
  stack: string;
  labels: Labels;
  /** `null` for runs without a topology, such as those of URLs. */
  topologyDigest: string | null;
  /** The cells that have a result. */
  load: CellOutput[];
}

/** The runs of a stack that measured something, newest first; skips those that cannot be read. */
export async function measuredRuns(runsDir: string, stack: string): Promise<MeasuredRun[]> {
  const runs: MeasuredRun[] = [];
  for (const { dir, runId, stack: of } of await listRuns(runsDir)) {
    if (of !== stack) continue;
    try {
      const { run, plan, load } = await readHead(dir);
      const topologyDigest = (run?.outputs ?? plan)?.topologyDigest ?? null;
      if (load.length > 0) runs.push({ runId, stack, labels: run?.labels ?? {}, topologyDigest, load });
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
    }
  }
  return runs;
}
