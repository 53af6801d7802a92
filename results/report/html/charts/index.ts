/** The charts of a report. */
import type { Report } from "../model.ts";
import type { Chart } from "./chart.ts";
import { failureChart, loadCharts } from "./load.ts";
import { usageCharts, valuesOfUsage } from "./usage.ts";

/** Maximum number of values in all charts together, which are about 0.9 MB of JSON. */
const MAX_VALUES = 100_000;

/** The charts over time by cell id; long series are thinned to keep the page small. */
export function cellCharts(report: Report): Map<string, Chart[]> {
  const cells = report.levels.flatMap((level) => level.cells.map((cell) => ({ cell, level: level.id })));
  const size = cells.reduce(
    (sum, { cell }) => sum + 6 * cell.archived.seconds.length + valuesOfUsage(cell.archived.metrics),
    0,
  );
  const step = Math.max(1, Math.ceil(size / MAX_VALUES));
  return new Map(
    cells.map(({ cell, level }) => [
      cell.id,
      [
        ...loadCharts(cell, level, step),
        ...[failureChart(cell, level, step)].filter((chart) => chart !== null),
        ...usageCharts(cell, level, step),
      ],
    ]),
  );
}
