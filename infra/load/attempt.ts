/** Records an attempt at a cell before its first request, so that an interrupted attempt can be resumed. */
import { readFile, rm } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { writeAtomic } from "../../base/atomic-file.ts";
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
export async function interruptedRun(inputs: CellInputs): Promise<string | undefined> {
  try {
    const { runId, ...rest } = attemptSchema.parse(JSON.parse(await readFile(fileOf(inputs), "utf8")));
    const same = JSON.parse(JSON.stringify(attemptOf(inputs, runId))) as Attempt;
    return isDeepStrictEqual({ runId, ...rest }, same) ? runId : undefined;
  } catch {
    return undefined;
  }
}

export async function recordAttempt(inputs: CellInputs, runId: string): Promise<void> {
  await writeAtomic(fileOf(inputs), JSON.stringify(attemptOf(inputs, runId)));
}

export async function removeAttempt(cell: Pick<CellInputs, "stack" | "cell">): Promise<void> {
  await rm(fileOf(cell), { force: true });
}
