/** The full results of a run: the archive has them, the outputs of the stack a summary. */
import { archivedCells, writeRun } from "../../results/archive/index.ts";
import { cellDir, runDir } from "../../results/archive/layout.ts";
import { readSeries } from "../../results/archive/read-cell.ts";
import { readHead } from "../../results/archive/read-run.ts";
import { derivedMetrics, type DerivedCell } from "../../results/derived/metrics.ts";
import { ResultsError } from "../../results/errors.ts";
import type { ComparisonOutput } from "../../results/schema/comparison-output.ts";
import { regionMatrices } from "../../results/regions/matrix.ts";
import type { RegionMatrix } from "../../results/schema/region-matrix.ts";
import type { CellOutput, DerivedMetric, Environment, StackOutputs } from "../../results/schema/outputs.ts";
import { environment } from "../environment.ts";
import type { Plan } from "../topology/plan.ts";
import { comparisonOutput } from "./comparison.ts";
import { cellNotes, sizeNotes, type CellState } from "./notes.ts";

/** All that is known of a stack except its results. */
export interface Known extends Omit<StackOutputs, "load" | "environment" | "notes" | "comparison" | "derived"> {
  cells: CellState[];
  /** Ids of the machines. */
  machines: string[];
}

/** What the outputs say about the results. */
export interface Published {
  notes: string[];
  resultsDigest: string | null;
  /** Absent if there are none. */
  derived?: DerivedMetric[];
  /** Absent if no level runs between regions. */
  regions?: RegionMatrix[];
  comparison?: ComparisonOutput;
}

export interface PublishOptions {
  plan: Plan;
  runsDir: string;
  /** A preview reads the archive, and writes nothing. */
  isPreview: boolean;
  /** Outputs of the stack to compare with; `null`: none. */
  baseline: { name: string; outputs: Record<string, unknown> } | null;
}

/** Closes the run in the archive. What the archive does not have, or refuses, becomes a note. */
export async function publish({ cells, machines, ...known }: Known, options: PublishOptions): Promise<Published> {
  const { plan, runsDir, isPreview, baseline } = options;
  const { results, problem } = await archivedResults(cells, runsDir);
  const sizes = sizeNotes(plan, known.cluster?.preflight.facts ?? []);
  const notes = [...plan.notes, ...sizes, ...cellNotes(plan, cells, results, machines)];
  const derived = await derivedOf(results, known.plan.levels, runsDir);
  const full: StackOutputs = { ...known, load: results, environment: environmentOf(results), derived, notes };
  const matrices = regionMatrices([full]);
  const found = { derived, regions: matrices.length === 0 ? undefined : matrices };
  if (problem !== null) {
    const comparison = baseline === null || isPreview ? undefined : { baseline: baseline.name, problem };
    return { notes: [...notes, problem], resultsDigest: null, comparison, ...found };
  }
  if (isPreview) return { notes, resultsDigest: await closedDigest(known.runId, runsDir), ...found };
  if (baseline !== null) full.comparison = await comparisonOutput(baseline.name, baseline.outputs, full, runsDir);
  const { comparison } = full;
  try {
    return { notes, resultsDigest: (await writeRun(runsDir, full)).digest, comparison, ...found };
  } catch (error) {
    const problems = [...notes, `the run was not closed: ${textOf(error, runsDir)}`];
    return { notes: problems, resultsDigest: null, comparison, ...found };
  }
}

/** Of all levels; `undefined` if there are none. Only recoveries need the seconds of their cells. */
async function derivedOf(
  results: readonly CellOutput[],
  levels: StackOutputs["plan"]["levels"],
  runsDir: string,
): Promise<DerivedMetric[] | undefined> {
  const cells: DerivedCell[] = [];
  for (const output of results) {
    const hasSpike = output.result.segments.some(({ kind }) => kind === "spike");
    const dir = cellDir(runDir(runsDir, output.runId), output.cell);
    cells.push({ cell: output.cell, output, seconds: hasSpike ? await secondsIn(dir, runsDir) : [] });
  }
  const found = derivedMetrics(cells, levels);
  return found.length === 0 ? undefined : found;
}

/** Without them, a recovery time is unknown. */
async function secondsIn(dir: string, runsDir: string): Promise<DerivedCell["seconds"]> {
  try {
    return (await readSeries(dir)).seconds.values;
  } catch (error) {
    textOf(error, runsDir);
    return [];
  }
}

/** The full results of the measured cells, or why the archive does not have all of them. */
async function archivedResults(
  cells: readonly CellState[],
  runsDir: string,
): Promise<{ results: CellOutput[]; problem: string | null }> {
  try {
    const measured = cells.flatMap(({ output }) => output ?? []);
    const { cells: results, absent } = await archivedCells(measured, runsDir);
    const problem = `not in the archive of this machine: the full results of ${absent.join(", ")}`;
    return { results, problem: absent.length === 0 ? null : problem };
  } catch (error) {
    return { results: [], problem: textOf(error, runsDir) };
  }
}

/** Of a run that was closed before; `null` if it was not. */
async function closedDigest(runId: string, runsDir: string): Promise<string | null> {
  try {
    return (await readHead(runDir(runsDir, runId))).digest ?? null;
  } catch (error) {
    textOf(error, runsDir);
    return null;
  }
}

/** Outputs must not contain paths of this machine. @throws errors of any other kind */
function textOf(error: unknown, runsDir: string): string {
  if (!(error instanceof ResultsError)) throw error;
  return error.message.replaceAll(runsDir, "runs");
}

/**
 * The environment of the newest cell, because this machine may have been upgraded since. Without a measured cell, the
 * environment of this machine.
 */
export function environmentOf(cells: readonly CellOutput[]): Environment {
  const startOf = ({ result }: CellOutput): string => result.startedAt ?? "";
  const newest = [...cells].sort((a, b) => startOf(a).localeCompare(startOf(b))).at(-1);
  return newest?.environment ?? environment();
}
