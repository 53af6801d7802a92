/** Closes a run: its outputs and the digests of all its files. */
import { randomUUID } from "node:crypto";
import { link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { digest } from "../../base/digest.ts";
import { makeFolder } from "../../base/folder.ts";
import { ResultsError } from "../errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { StackOutputs } from "../schema/outputs.ts";
import { ARCHIVE_VERSION, runSchema, startedSchema, type RunFile, type Started } from "../schema/run.ts";
import { digestedPart, digestRun } from "./digests.ts";
import { ifExists, ioError, readDigested, readJson, validate, writeJson } from "./json.ts";
import { RUN_FILE, STARTED_FILE, runDir } from "./layout.ts";

/**
 * Writes `run.json`, after the last cell closed and before the stack is destroyed. Replaces an existing file of the same
 * run (after a resume), unless the cells, their files and the labels are the same: then nothing was measured since, and the
 * file remains as it was. Labels are added to those that the run has. Never replaces a file of another run, or a foreign one.
 * Returns the run's folder, and the digest of its results, which labels do not change.
 *
 * @throws {ResultsError} RESULTS_BAD_NAME, RESULTS_EXISTS, RESULTS_INVALID, RESULTS_IO, and as `readJson` for an existing file
 */
export async function writeRun(
  runsDir: string,
  outputs: StackOutputs,
  given: Labels = {},
): Promise<{ dir: string; digest: string }> {
  const dir = runDir(runsDir, outputs.runId);
  const file = join(dir, RUN_FILE);
  await claimRun(dir, outputs.runId, outputs.stack);
  const found = await ifExists(readDigested(file, runSchema, digestedPart));
  const there = found?.value;
  if (there && (there.runId !== outputs.runId || there.stack !== outputs.stack)) {
    const message = `${file} belongs to run ${there.runId} of stack ${there.stack} and is kept`;
    throw new ResultsError("RESULTS_EXISTS", message);
  }
  const manifest = await digestRun(dir);
  const labels = { ...there?.labels, ...given };
  const isLabelled = isDeepStrictEqual(there?.labels ?? {}, labels);
  const isUnchanged = found !== undefined && isDeepStrictEqual(cellsOf(found.value), cellsOf({ outputs, manifest }));
  if (isUnchanged && isLabelled) return { dir, digest: found.digest };
  const run = {
    kind: "stackmark-run",
    schemaVersion: ARCHIVE_VERSION,
    runId: outputs.runId,
    stack: outputs.stack,
    closedAt: new Date().toISOString(),
    outputs: isUnchanged ? found.value.outputs : outputs,
    labels: Object.keys(labels).length > 0 ? labels : undefined,
    manifest,
  };
  const value = validate(file, run, runSchema);
  await writeJson(file, value);
  return { dir, digest: digest(digestedPart(value)) };
}

/** The cells and their files, after a round trip through JSON so that they can be compared. */
function cellsOf({ outputs, manifest }: Pick<RunFile, "outputs" | "manifest">): unknown {
  const files = manifest.filter(({ path }) => path.startsWith("cells/"));
  return JSON.parse(JSON.stringify({ load: outputs.load, files }));
}

/**
 * Creates the run's folder for this run and stack, or checks that it belongs to them.
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
    makeFolder(run);
    await writeFile(temporary, `${JSON.stringify(mine)}\n`);
    // A hard link appears complete, and only one of several writers can create it: the others read its content.
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
