/** What the page's script draws: one plain description a chart, which is also what "Copy CSV" gives. */
import type { MetricsSample, RecordedSecond as Second, UsageSample } from "../../schema/series.ts";
import { failureChart } from "./failure-charts.ts";
import { frame } from "./frame.ts";
import type { Report, ReportCell } from "./model.ts";
import { perSecond, short, thin } from "./series.ts";
import type { Thinning } from "./series.ts";

export interface Series {
  label: string;
  values: (number | null)[];
  /** On the right axis, with its own unit. */
  right?: boolean;
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
const BUSIEST = 6;

export function chartsOf(report: Report): Map<string, Chart[]> {
  const cells = report.levels.flatMap((level) => level.cells.map((cell) => ({ cell, level: level.id })));
  const size = cells.reduce(
    (sum, { cell }) => sum + 6 * cell.archived.seconds.length + sizeOf(cell.archived.metrics),
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

const sizeOf = (samples: readonly MetricsSample[]): number =>
  samples.length * (4 * (samples[0]?.nodes.length ?? 0) + Math.min(samples[0]?.services.length ?? 0, BUSIEST));

function loadCharts(cell: ReportCell, level: string, step: number): Chart[] {
  const { seconds } = cell.archived;
  if (seconds.length === 0) return [];
  const column = (of: (second: Second) => number | null, how: Thinning) => thin(seconds.map(of), step, how).map(short);
  const base = frame(
    cell,
    seconds.map(({ atMs }) => atMs),
    step,
  );
  return [
    {
      ...base,
      id: `${cell.id}-latency`,
      title: `Latency, ${cell.label}`,
      unit: "ms",
      group: `${level}-latency`,
      log: true,
      series: [
        { label: "p50", values: column(({ p50Ms }) => p50Ms, "worst") },
        { label: "p95", values: column(({ p95Ms }) => p95Ms, "worst") },
        { label: "p99", values: column(({ p99Ms }) => p99Ms, "worst") },
      ],
      ...(step > 1 && { note: `Each point is the worst of ${step} seconds.` }),
    },
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

type Part = (sample: MetricsSample) => UsageSample[];
const nodes: Part = (sample) => sample.nodes;
const services: Part = (sample) => sample.services;

function usageCharts(cell: ReportCell, level: string, step: number): Chart[] {
  const samples = cell.archived.metrics;
  if (samples.length === 0) return [];
  const atMs = samples.map((sample) => sample.atMs);
  const base = frame(cell, atMs, step);
  const names = (part: Part) => [...new Set(samples.flatMap((sample) => part(sample).map(({ name }) => name)))];
  const raw = (part: Part, name: string, field: Exclude<keyof UsageSample, "name">) =>
    samples.map((sample) => part(sample).find((usage) => usage.name === name)?.[field] ?? null);
  const gauge = (part: Part, name: string, scale: number) => finish(raw(part, name, "memoryBytes"), scale, step);
  const rate = (part: Part, name: string, field: Exclude<keyof UsageSample, "name">, scale = 1) =>
    finish(perSecond(atMs, raw(part, name, field)), scale, step);
  const mean = (values: (number | null)[]) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const busy = names(services)
    .map((name) => ({ label: name, values: rate(services, name, "cpuSeconds") }))
    .sort((one, other) => mean(other.values) - mean(one.values) || one.label.localeCompare(other.label));
  const chart = (kind: string, title: string, unit: string, series: Series[], note?: string): Chart => ({
    ...base,
    id: `${cell.id}-${kind}`,
    title: `${title}, ${cell.label}`,
    unit,
    group: `${level}-${kind}`,
    series,
    ...(note !== undefined && { note }),
  });
  return [
    chart(
      "cpu",
      "CPU per node",
      "cores",
      names(nodes).map((name) => ({ label: name, values: rate(nodes, name, "cpuSeconds") })),
    ),
    chart(
      "service-cpu",
      "CPU per service",
      "cores",
      busy.slice(0, BUSIEST),
      busy.length > BUSIEST ? `The ${BUSIEST} busiest of ${busy.length} services; the table has all.` : undefined,
    ),
    chart(
      "memory",
      "Memory per node",
      "MiB",
      names(nodes).map((name) => ({ label: name, values: gauge(nodes, name, 2 ** -20) })),
    ),
    chart("network", "Network per node, and links between nodes", "MiB/s", [
      ...names(nodes).flatMap((name) => [
        { label: `${name} in`, values: rate(nodes, name, "networkInBytes", 2 ** -20) },
        { label: `${name} out`, values: rate(nodes, name, "networkOutBytes", 2 ** -20) },
      ]),
      {
        label: "between nodes",
        values: finish(
          perSecond(
            atMs,
            samples.map(({ crossNodeBytes }) => crossNodeBytes),
          ),
          2 ** -20,
          step,
        ),
      },
    ]),
  ];
}

function finish(values: readonly (number | null)[], scale: number, step: number): (number | null)[] {
  return thin(values, step, "mean").map((value) => short(value === null ? null : value * scale));
}
