/** Failures of a cell by class over time. */
import type { Chart } from "./charts.ts";
import { frame } from "./frame.ts";
import type { ReportCell } from "./model.ts";
import { thin } from "./series.ts";

/** More lines than this are not told apart. */
const MOST = 6;

/** `null` where no request failed, or nobody recorded of which class. */
export function failureChart(cell: ReportCell, level: string, step: number): Chart | null {
  const { seconds } = cell.archived;
  const counts = new Map<string, number>();
  for (const { failureClasses = {} } of seconds)
    for (const [name, count] of Object.entries(failureClasses)) counts.set(name, (counts.get(name) ?? 0) + count);
  const names = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  if (names.length === 0) return null;
  const rest = names.slice(MOST);
  return {
    ...frame(
      cell,
      seconds.map(({ atMs }) => atMs),
      step,
    ),
    id: `${cell.id}-failures`,
    title: `Failures by class, ${cell.label}`,
    unit: "failures/s",
    group: `${level}-failures`,
    series: names.slice(0, MOST).map((name) => ({
      label: name,
      values: thin(
        seconds.map(({ failureClasses }) => failureClasses?.[name] ?? 0),
        step,
        "mean",
      ),
    })),
    ...(rest.length > 0 && { note: `The ${MOST} most frequent classes; not shown: ${rest.join(", ")}.` }),
  };
}
