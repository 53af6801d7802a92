/** Imports results of other tools into the archive: one run, with a repeat for each file. */
import { basename } from "node:path";
import { digestFile } from "../archive/digests.ts";
import { openCell, writeRun } from "../archive/index.ts";
import { checkName, isName, runDir } from "../archive/layout.ts";
import { ResultsError } from "../errors.ts";
import type { CellOutput, StackOutputs } from "../schema/outputs.ts";
import { readForeign } from "./detect.ts";
import type { ImportedLoad } from "./imported-load.ts";

export interface ImportOptions {
  /** Name of the run in comparisons. */
  stack: string;
  runId: string;
  /** Default `imported`. */
  level?: string;
}

/**
 * Reads files of one format and writes them as one run. Reads all of them before it writes anything.
 * @throws {ResultsError} as `readForeign`; RESULTS_NOT_COMPARABLE for files of different formats; RESULTS_EXISTS if the run
 * already exists
 */
export async function importRun(
  runsDir: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<{ dir: string; outputs: StackOutputs }> {
  const { stack, runId, level = "imported" } = options;
  const loads: ImportedLoad[] = [];
  for (const file of files) loads.push(await readForeign(file));
  const formats = new Set(loads.map(({ format }) => format));
  if (formats.size > 1) {
    const list = loads.map(({ format, files }) => `${files[0]}: ${format}`).join(", ");
    throw new ResultsError(
      "RESULTS_NOT_COMPARABLE",
      `All repeats of a run must be files of one format; these are ${list}`,
    );
  }
  checkName("run id", runId);
  if (!isName(level)) checkName("cell", level);
  const cells: CellOutput[] = [];
  for (const [index, load] of loads.entries()) cells.push(await cellOf(load, { stack, runId, level }, index));
  const outputs = outputsOf(cells, { stack, runId });
  for (const [index, cell] of cells.entries()) {
    const archive = await openCell(runsDir, runId, cell.cell, { stack });
    if (archive.earlier)
      throw new ResultsError("RESULTS_EXISTS", `${runDir(runsDir, runId)} already exists and is kept`);
    try {
      const { seconds, histograms } = loads[index]!;
      for (const second of seconds) archive.second(second);
      await archive.close(cell, histograms ?? {});
    } finally {
      archive.leave();
    }
  }
  return { ...(await writeRun(runsDir, outputs)), outputs };
}

async function cellOf(
  load: ImportedLoad,
  { runId, level }: Required<ImportOptions>,
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

function outputsOf(cells: CellOutput[], { stack, runId }: ImportOptions): StackOutputs {
  return {
    schemaVersion: 0,
    stack,
    runId,
    provenance: "imported",
    topologyDigest: null,
    plan: { nodes: [], links: [], services: [], levels: [] },
    nodes: [],
    endpoints: {},
    placement: [],
    load: cells,
    environment: null,
    timings: [],
    notes: [],
  };
}
