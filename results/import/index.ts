/** Imports results of other tools into the archive: one run, with a repeat for each file. */
import { rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { digestFile } from "../archive/digests.ts";
import { openCell, outputsWithoutTopology, writeRun } from "../archive/index.ts";
import { ioError, validate } from "../archive/json.ts";
import { checkName, runDir } from "../archive/layout.ts";
import { ResultsError } from "../errors.ts";
import type { Labels } from "@stackmark/loadgen/schema";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { recordedResultSchema } from "../schema/recorded.ts";
import { readForeign } from "./detect.ts";
import { draftName, removeStaleDrafts } from "./draft-folder.ts";
import type { ImportedLoad } from "./imported-load.ts";

export interface ImportOptions {
  /** Name of the run in comparisons. */
  stack: string;
  runId: string;
  /** Default `imported`. */
  level?: string;
  labels?: Labels;
}

/**
 * Reads files of one format and writes them as one run, which then is in the archive with all of its files or not at all.
 * @throws {ResultsError} as `readForeign`, for all files that cannot be read; RESULTS_NOT_COMPARABLE for files of different
 * formats; RESULTS_EXISTS if the run already exists; RESULTS_BAD_NAME
 */
export async function importRun(
  runsDir: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<{ dir: string; outputs: StackOutputs }> {
  const { stack, runId, level = "imported", labels = {} } = options;
  if (stack.trim() === "") throw new ResultsError("RESULTS_BAD_NAME", "--stack is empty: give the run a name");
  const dir = runDir(runsDir, runId);
  checkName("cell", level);
  await refuseExisting(dir);
  const loads = await readAll(files);
  const cells: CellOutput[] = [];
  for (const [index, load] of loads.entries()) cells.push(await cellOf(load, { runId, level }, index));
  const outputs = outputsWithoutTopology(cells, {
    ...{ stack, runId, provenance: "imported", environment: null },
    notes: copies(loads, cells),
  });
  await removeStaleDrafts(runsDir);
  const temporary = join(runsDir, draftName());
  try {
    for (const [index, cell] of cells.entries()) await writeCell(temporary, cell, loads[index]!, stack);
    const ofFiles = loads.map(({ result }) => result.labels);
    await writeRun(temporary, outputs, Object.assign({}, ...ofFiles, labels) as Record<string, string>);
    await refuseExisting(dir);
    await rename(join(temporary, runId), dir);
  } catch (cause) {
    throw ofRun(dir, join(temporary, runId), cause);
  } finally {
    await rm(temporary, { recursive: true, force: true });
    // Refused unless it is empty: this import was to be the first run.
    await rmdir(runsDir).catch(() => undefined);
  }
  return { dir, outputs };
}

/** The error with the folder that the user knows in place of the draft's. */
function ofRun(dir: string, draft: string, cause: unknown): ResultsError {
  if (!(cause instanceof ResultsError)) return ioError("write", dir, cause);
  return new ResultsError(cause.code, cause.message.replaceAll(draft, dir), { cause });
}

async function refuseExisting(dir: string): Promise<void> {
  if (!(await stat(dir).catch(() => undefined))) return;
  throw new ResultsError("RESULTS_EXISTS", `${dir} already exists and is kept; choose another --run-id`);
}

async function readAll(files: readonly string[]): Promise<ImportedLoad[]> {
  const loads: ImportedLoad[] = [];
  const problems: ResultsError[] = [];
  for (const file of files) {
    try {
      const load = await readForeign(file);
      validate(load.files[0]!, load.result, recordedResultSchema);
      loads.push(load);
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
      problems.push(error);
    }
  }
  const [first, ...others] = problems;
  if (first && others.length === 0) throw first;
  if (first) {
    const list = problems.map(({ message }) => `  ${message}`).join("\n");
    throw new ResultsError(first.code, `${problems.length} of ${files.length} files cannot be imported:\n${list}`);
  }
  if (new Set(loads.map(({ format }) => format)).size > 1) {
    const list = loads.map((load) => `${load.files[0]}: ${load.format}`).join(", ");
    const message = `All repeats of a run must be files of one format; these are ${list}`;
    throw new ResultsError("RESULTS_NOT_COMPARABLE", message);
  }
  return loads;
}

/** A copy counts as a measurement of its own, and makes the run look steadier than it was. */
function copies(loads: readonly ImportedLoad[], cells: readonly CellOutput[]): string[] {
  const digests = cells.map(({ imported }) => imported!.files[0]!.sha256);
  const nameOf = (index: number) => `${cells[index]!.cell} (${basename(loads[index]!.files[0]!)})`;
  return digests.flatMap((digest, index) => {
    const first = digests.indexOf(digest);
    return first === index ? [] : [`${nameOf(index)} is a copy of ${nameOf(first)}, and no repeat of its own`];
  });
}

async function writeCell(runsDir: string, cell: CellOutput, load: ImportedLoad, stack: string): Promise<void> {
  const archive = await openCell(runsDir, cell.runId, cell.cell, { stack });
  try {
    for (const second of load.seconds) archive.second(second);
    await archive.close(cell, load.histograms ?? {});
  } finally {
    archive.leave();
  }
}

async function cellOf(
  load: ImportedLoad,
  { runId, level }: Pick<Required<ImportOptions>, "runId" | "level">,
  order: number,
): Promise<CellOutput> {
  const { tool, format, absent, result } = load;
  const files = [];
  for (const file of load.files) files.push({ name: basename(file), ...(await digestFile(file)) });
  return {
    cell: `load-${level}-${order + 1}`,
    level,
    repeat: order + 1,
    order,
    runId,
    machines: [],
    provenance: "imported",
    environment: null,
    stealPct: null,
    imported: { tool, format, files, importedAt: new Date().toISOString(), absent },
    result,
    metrics: null,
  };
}
