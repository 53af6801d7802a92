/** The runs as the page's sections see them: labelled, with their cells grouped by level. */
import type { ArchivedCell, ArchivedRun } from "../../archive/index.ts";
import type { Comparison } from "../../compare/types.ts";
import type { CellOutput, Provenance, StackOutputs } from "../../schema/outputs.ts";

export interface ReportCell {
  /** Safe as an element id. */
  id: string;
  run: ReportRun;
  level: string;
  /** Stack, and the repeat where there are several. */
  label: string;
  /** `null` where the cell was cut off. */
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
  /** In the order that they first appear in. */
  levels: { name: string; id: string; cells: ReportCell[] }[];
  comparisons: readonly Comparison[];
}

export function reportOf(runs: readonly ArchivedRun[], comparisons: readonly Comparison[]): Report {
  const labels = labelsOf(runs);
  const made = runs.map((run, index) => reportRun(run, `run-${index}`, labels[index] ?? run.runId));
  const names = [...new Set(made.flatMap(({ cells }) => cells.map(({ level }) => level)))];
  const levels = names.map((name, index) => ({
    name,
    id: `level-${index}`,
    cells: made.flatMap(({ cells }) => cells.filter(({ level }) => level === name)),
  }));
  return { runs: made, levels, comparisons };
}

/** The stack's name where that tells the runs apart, else with the run id. */
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

/** A cut-off cell still tells its level by its name, `load-<level>-<repeat>`. */
function levelOf(cell: string): string {
  return /^load-(.+)-\d+$/.exec(cell)?.[1] ?? cell;
}
