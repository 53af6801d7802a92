/** Values of sides at levels, and their changes against the baseline. */
import type { Comparison, MetricChange } from "../../compare/types.ts";
import type { CellOutput } from "../../schema/outputs.ts";
import type { Report, ReportRun } from "./model.ts";

type Level = Report["levels"][number];

/** The results of a side at a level. */
export const sideCells = ({ cells }: Level, run: ReportRun): CellOutput[] =>
  cells.flatMap((cell) => (cell.run === run && cell.output ? [cell.output] : []));

/** The comparison whose candidate is this run; the first run of several that are one and the same is the baseline. */
export function comparisonOf({ comparisons, runs }: Report, run: ReportRun): Comparison | undefined {
  const isBaseline = run === runs.find((each) => idOf(each) === comparisons[0]?.a.runId);
  return isBaseline ? undefined : comparisons.find(({ b }) => b.runId === idOf(run));
}

/** Pooled runs are compared by the id of their outputs. */
export const idOf = ({ outputs, archived }: ReportRun): string => (outputs ?? archived).runId;

/** By side; `null` for the baseline and sides that were not compared. */
export function changesOf(report: Report, level: string, metric: string): (MetricChange | null)[] {
  return report.runs.map((run) => {
    const compared = comparisonOf(report, run)?.levels.find((each) => each.level === level);
    return compared?.metrics.find((change) => change.metric === metric) ?? null;
  });
}
