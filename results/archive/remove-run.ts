/** Taking runs out of the archive. */
import { randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ioError } from "./json.ts";
import { runDir } from "./names.ts";
import { readHead } from "./read-run.ts";

/**
 * Removes a run and all its files. It is taken out of sight first, whole: a removal that is cut off leaves no half run.
 * @throws {ResultsError} RESULTS_BAD_NAME, RESULTS_NOT_FOUND; RESULTS_FOREIGN_FILE for a folder that is no run; RESULTS_IO
 */
export async function removeRun(runsDir: string, runId: string): Promise<void> {
  const dir = runDir(runsDir, runId);
  await readHead(dir);
  // Hidden, so no name of a run.
  const removed = join(dirname(dir), `.removed-${randomUUID()}`);
  try {
    await rename(dir, removed);
    await rm(removed, { recursive: true });
  } catch (cause) {
    throw ioError("write", dir, cause);
  }
}
