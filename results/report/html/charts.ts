/** What the page's script draws: one plain description a chart, which is also what "Copy CSV" gives. */
import type { RecordedSecond as Second } from "../../schema/series.ts";
import { failureChart } from "./failure-charts.ts";
import { frame } from "./frame.ts";
import type { Report, ReportCell } from "./model.ts";
import { short, thin } from "./series.ts";
import type { Thinning } from "./series.ts";
import { usageCharts, valuesOfUsage } from "./usage-charts.ts";

export interface Series {
  label: string;
  values: (number | null)[];
  /** On the right axis, with its own unit. */
  right?: boolean;
  /** What the values cannot go beyond: a level line beside them. */
  limit?: number;
}

export interface Chart {
  id: string;
  title: string;
  unit: string;
  rightUnit?: string;
  /** Charts of one group share their range, so that they can be compared by eye. */
  group: string;
  log?: boolean;
  /** What `x` is. `percentile`: 1 / (1 - quantile), logarithmic. Default: seconds since the start of the load. */
  xKind?: "seconds" | "percentile" | "load";
  /** Of a load. */
  xUnit?: string;
  x: number[];
  series: Series[];
  segments: { name: string; from: number; to: number; measured: boolean; spike?: true }[];
  /** Said under the chart. */
  note?: string;
}

/** Numbers in all charts together; some 0.9 MB of JSON. */
const MAX_VALUES = 100_000;

export function chartsOf(report: Report): Map<string, Chart[]> {
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

function loadCharts(cell: ReportCell, level: string, step: number): Chart[] {
  const { seconds } = cell.archived;
  if (seconds.length === 0) return [];
  const column = (of: (second: Second) => number | null, how: Thinning) => thin(seconds.map(of), step, how).map(short);
  const base = frame(
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
      ...(step > 1 && { note: `Each point is the worst of ${step} seconds.` }),
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
