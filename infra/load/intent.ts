/** What a cell set out to do, written before its first request: who creates it again takes up what was cut off. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { cellIntentFile, homeDir } from "../home.ts";
import type { CellInputs } from "./cell-inputs.ts";

const intentSchema = z.object({
  runId: z.string(),
  askedRunId: z.string(),
  spec: z.record(z.string(), z.unknown()),
  workloadDigest: z.string(),
  topologyDigest: z.string(),
  instances: z.array(z.string()),
});
export type Intent = z.infer<typeof intentSchema>;

const fileOf = ({ stack, cell }: Pick<CellInputs, "stack" | "cell">): string => cellIntentFile(homeDir(), stack, cell);

export const intentOf = (inputs: CellInputs, runId: string): Intent => ({
  runId,
  askedRunId: inputs.runId,
  spec: inputs.spec,
  workloadDigest: inputs.workloadDigest,
  topologyDigest: inputs.topologyDigest,
  instances: inputs.instances,
});

/** The run of a cut-off attempt at the very same measurement, on the same machines; null where there is none. */
export async function cutOffRun(inputs: CellInputs): Promise<string | null> {
  try {
    const intent = intentSchema.parse(JSON.parse(await readFile(fileOf(inputs), "utf8")));
    return isDeepStrictEqual(intent, JSON.parse(JSON.stringify(intentOf(inputs, intent.runId)))) ? intent.runId : null;
  } catch {
    return null;
  }
}

export async function writeIntent(inputs: CellInputs, runId: string): Promise<void> {
  const file = fileOf(inputs);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(intentOf(inputs, runId)));
  await rename(`${file}.new`, file);
}

export async function removeIntent(cell: Pick<CellInputs, "stack" | "cell">): Promise<void> {
  await rm(fileOf(cell), { force: true });
}
