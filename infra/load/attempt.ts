/** Records an attempt at a cell before its first request, so that an interrupted attempt can be resumed. */
import { rm } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
import { readRecord } from "../../base/record.ts";
import { cellAttemptFile, homeDir } from "../home.ts";
import type { CellInputs } from "./cell.ts";

const attemptSchema = z.object({
  runId: z.string(),
  askedRunId: z.string(),
  spec: z.record(z.string(), z.unknown()),
  workloadDigest: z.string(),
  topologyDigest: z.string(),
  instances: z.array(z.string()),
});
type Attempt = z.infer<typeof attemptSchema>;

const fileOf = ({ stack, cell }: Pick<CellInputs, "stack" | "cell">): string => cellAttemptFile(homeDir(), stack, cell);

const attemptOf = (inputs: CellInputs, runId: string): Attempt => ({
  runId,
  askedRunId: inputs.runId,
  spec: inputs.spec,
  workloadDigest: inputs.workloadDigest,
  topologyDigest: inputs.topologyDigest,
  instances: inputs.instances,
});

/** The run of an interrupted attempt at the same measurement on the same machines; `undefined` without one. */
export function interruptedRun(inputs: CellInputs): string | undefined {
  const attempt = readRecord(fileOf(inputs), attemptSchema);
  if (attempt === undefined) return undefined;
  const same = JSON.parse(JSON.stringify(attemptOf(inputs, attempt.runId))) as Attempt;
  return isDeepStrictEqual(attempt, same) ? attempt.runId : undefined;
}

export async function recordAttempt(inputs: CellInputs, runId: string): Promise<void> {
  await writeAtomic(fileOf(inputs), JSON.stringify(attemptOf(inputs, runId)));
}

export async function removeAttempt(cell: Pick<CellInputs, "stack" | "cell">): Promise<void> {
  await rm(fileOf(cell), { force: true });
}
