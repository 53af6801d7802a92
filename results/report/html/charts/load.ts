/** Charts of a cell over time: latency, throughput, failures by class. */
import type { RecordedSecond as Second } from "../../../schema/series.ts";
import type { ReportCell } from "../model.ts";
import { timeAxis, type Chart, type Series } from "./chart.ts";
import { short, thin, type Thinning } from "./series.ts";

export function loadCharts(cell: ReportCell, level: string, step: number): Chart[] {
  const { seconds } = cell.archived;
  if (seconds.length === 0) return [];
  const column = (of: (second: Second) => number | null, how: Thinning) => thin(seconds.map(of), step, how).map(short);
  const base = timeAxis(
    cell,
    seconds.map(({ atMs }) => atMs),
    step,
  );
  const percentiles: Series[] = [
    { label: "p50", values: column(({ p50Ms }) => p50Ms, "worst") },
    { label: "p95", values: column(({ p95Ms }) => p95Ms, "worst") },
    { label: "p99", values: column(({ p99Ms }) => p99Ms, "worst") },
  ];
  const latency: Chart[] = [
    {
      ...base,
      id: `${cell.id}-latency`,
      title: `Latency, ${cell.label}`,
      unit: "ms",
      group: `${level}-latency`,
      log: true,
      series: percentiles,
      note: step > 1 ? `Each point is the worst of ${step} seconds.` : undefined,
    },
  ];
  return [
    // Imported seconds may have counts only.
    ...(percentiles.some(({ values }) => values.some((value) => value !== null)) ? latency : []),
    {
      ...base,
      id: `${cell.id}-throughput`,
      title: `Throughput, ${cell.label}`,
      unit: "req/s",
      rightUnit: "users",
      group: `${level}-throughput`,
      series: [
        { label: "requests", values: column(({ requests }) => requests, "mean") },
        ...(seconds.some(({ offered }) => offered !== undefined)
          ? [{ label: "offered", values: column(({ offered }) => offered ?? null, "mean") }]
          : []),
        { label: "failures", values: column(({ failures }) => failures, "mean") },
        { label: "users", values: column(({ users }) => users, "mean"), right: true },
      ],
    },
  ];
}

/** More lines cannot be distinguished. */
const MAX_CLASSES = 6;

/** `null` if no request failed, or classes of failures were not recorded. */
export function failureChart(cell: ReportCell, level: string, step: number): Chart | null {
  const { seconds } = cell.archived;
  const counts = new Map<string, number>();
  for (const { failureClasses = {} } of seconds)
    for (const [name, count] of Object.entries(failureClasses)) counts.set(name, (counts.get(name) ?? 0) + count);
  const names = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  if (names.length === 0) return null;
  const rest = names.slice(MAX_CLASSES);
  return {
    ...timeAxis(
      cell,
      seconds.map(({ atMs }) => atMs),
      step,
    ),
    id: `${cell.id}-failures`,
    title: `Failures by class, ${cell.label}`,
    unit: "failures/s",
    group: `${level}-failures`,
    series: names.slice(0, MAX_CLASSES).map((name) => ({
      label: name,
      values: thin(
        seconds.map(({ failureClasses }) => failureClasses?.[name] ?? 0),
        step,
        "mean",
      ),
    })),
    note: rest.length > 0 ? `The ${MAX_CLASSES} most frequent classes; not shown: ${rest.join(", ")}.` : undefined,
  };
}
