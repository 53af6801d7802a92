/** The model of the page: labelled runs, with their cells grouped by level. */
import type { ArchivedCell, ArchivedRun } from "../../archive/index.ts";
import type { Comparison } from "../../compare/types.ts";
import type { CellOutput, Provenance, StackOutputs } from "../../schema/outputs.ts";

export interface ReportCell {
  /** Safe as an element id. */
  id: string;
  run: ReportRun;
  level: string;
  /** Label of the run, and the repeat if there are several. */
  label: string;
  /** `null` if the cell has no result. */
  output: CellOutput | null;
  archived: ArchivedCell;
}

export interface ReportRun {
  id: string;
  label: string;
  provenance: Provenance | "unknown";
  outputs: StackOutputs | null;
  archived: ArchivedRun;
  cells: ReportCell[];
}

export interface Report {
  runs: ReportRun[];
  /** In order of first appearance. */
  levels: { name: string; id: string; cells: ReportCell[] }[];
  comparisons: readonly Comparison[];
}

export function reportOf(runs: readonly ArchivedRun[], comparisons: readonly Comparison[]): Report {
  const labels = labelsOf(runs);
  const reportRuns = runs.map((run, index) => reportRun(run, `run-${index}`, labels[index] ?? run.runId));
  const names = [...new Set(reportRuns.flatMap(({ cells }) => cells.map(({ level }) => level)))];
  const levels = names.map((name, index) => ({
    name,
    id: `level-${index}`,
    cells: reportRuns.flatMap(({ cells }) => cells.filter(({ level }) => level === name)),
  }));
  return { runs: reportRuns, levels, comparisons };
}

/** The name of the stack, with the run id if several runs have the same stack. */
function labelsOf(runs: readonly ArchivedRun[]): string[] {
  const stacks = runs.map(({ stack, runId }) => stack ?? runId);
  return runs.map(({ runId }, index) => {
    const stack = stacks[index]!;
    return stacks.filter((other) => other === stack).length > 1 ? `${stack} ${runId}` : stack;
  });
}

function reportRun(archived: ArchivedRun, id: string, label: string): ReportRun {
  const outputs = archived.outputs;
  const provenance =
    outputs?.provenance ??
    archived.cells.map(({ output, begun }) => (output ?? begun)?.provenance).find((known) => known !== undefined) ??
    "unknown";
  const run: ReportRun = { id, label, provenance, outputs, archived, cells: [] };
  const repeated = archived.cells.some(({ output, begun }) => ((output ?? begun)?.repeat ?? 1) > 1);
  run.cells = archived.cells.map((cell, index) => {
    const known = cell.output ?? cell.begun;
    const level = known?.level ?? levelOf(cell.cell);
    const label = repeated ? `${run.label} · ${known ? `repeat ${known.repeat}` : cell.cell}` : run.label;
    return { id: `${id}-cell-${index}`, run, level, label, output: cell.output, archived: cell };
  });
  return run;
}

/** The level from the name of a cell, `load-<level>-<repeat>`, for cells of which nothing else is known. */
function levelOf(cell: string): string {
  return /^load-(.+)-\d+$/.exec(cell)?.[1] ?? cell;
}
