/** Whose run a folder is, from its first moment on: so that two stacks with one run id never mix their cells. */
import { randomUUID } from "node:crypto";
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ResultsError } from "../errors.ts";
import { ARCHIVE_VERSION, startedSchema } from "../schema/run.ts";
import type { Started } from "../schema/run.ts";
import { ioError, readJson } from "./json.ts";
import { STARTED_FILE } from "./names.ts";

/**
 * Makes the run's folder this stack's, or checks that it is.
 * @throws {ResultsError} RESULTS_EXISTS when it belongs to another run or stack
 */
export async function claimRun(run: string, runId: string, stack: string | null): Promise<Started> {
  const file = join(run, STARTED_FILE);
  const mine: Started = {
    kind: "stackmark-run-started",
    schemaVersion: ARCHIVE_VERSION,
    runId,
    stack,
    startedAt: new Date().toISOString(),
  };
  const temporary = join(run, `.${STARTED_FILE}.${randomUUID()}.tmp`);
  try {
    await mkdir(run, { recursive: true });
    await writeFile(temporary, `${JSON.stringify(mine)}\n`);
    // A link is exclusive and whole: of two that begin at once, one claims and the other reads all of what it wrote.
    await link(temporary, file);
    return mine;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw ioError("write", file, cause);
  } finally {
    await rm(temporary, { force: true });
  }
  const found = await readJson(file, startedSchema);
  const sameStack = stack === null || found.stack === null || stack === found.stack;
  if (found.runId === runId && sameStack) return found;
  const owner = `run ${found.runId}${found.stack === null ? "" : ` of stack ${found.stack}`}`;
  throw new ResultsError("RESULTS_EXISTS", `${run} belongs to ${owner}; choose another run id (STACKMARK_RUN_ID)`);
}
