/** Charts of the resource use of nodes and services over time, with the enforced limits of nodes. */
import type { MetricsSample, UsageSample } from "../../../schema/series.ts";
import { timeAxis, type Chart, type Series } from "./chart.ts";
import type { ReportCell } from "../model.ts";
import { perSecond, short, thin } from "./series.ts";

/** More lines cannot be distinguished. */
const MAX_SERVICES = 6;
const MIB = 2 ** 20;

/** Number of values in the charts of these samples. */
export const valuesOfUsage = (samples: readonly MetricsSample[]): number =>
  samples.length * (4 * (samples[0]?.nodes.length ?? 0) + 3 * Math.min(samples[0]?.services.length ?? 0, MAX_SERVICES));

type Part = "nodes" | "services";
type Field = Exclude<keyof UsageSample, "name">;
type Values = (number | null)[];

export function usageCharts(cell: ReportCell, level: string, step: number): Chart[] {
  const samples = cell.archived.metrics;
  if (samples.length === 0) return [];
  const atMs = samples.map((sample) => sample.atMs);
  const base = timeAxis(cell, atMs, step);
  const known = { nodes: byName(samples, "nodes"), services: byName(samples, "services") };
  const read = (part: Part, name: string, field: Field): Values =>
    known[part].get(name)!.map((usage) => usage?.[field] ?? null);
  const drawn = (values: Values, unit = 1): Values =>
    thin(values, step, "mean").map((value) => short(value === null ? null : value / unit));
  const rate = (part: Part, name: string, field: Field): Values => perSecond(atMs, read(part, name, field));
  const traffic = (part: Part, name: string): Values => {
    const out = rate(part, name, "networkOutBytes");
    return rate(part, name, "networkInBytes").map((into, at) => plus(into, out[at] ?? null));
  };
  const limits = limitsOf(cell);
  const nodes = [...known.nodes.keys()];
  const between = samples.map(({ crossNodeBytes }) => crossNodeBytes);
  const greatest = (of: (name: string) => Values, unit = 1): Pick<Chart, "series" | "note"> => {
    const all = [...known.services.keys()].map((label) => ({ label, values: of(label) }));
    const series = greatestOf(all).map(({ label, values }) => ({ label, values: drawn(values, unit) }));
    const note = `The ${MAX_SERVICES} largest of ${all.length} services; the table lists all.`;
    return { series, note: all.length > MAX_SERVICES ? note : undefined };
  };
  const chart = (kind: string, title: string, unit: string, drawn: Pick<Chart, "series" | "note">): Chart => ({
    ...base,
    id: `${cell.id}-${kind}`,
    title: `${title}, ${cell.label}`,
    unit,
    group: `${level}-${kind}`,
    ...drawn,
  });
  return [
    chart("cpu", "CPU per node", "cores", {
      series: nodes.map((name) => limited(name, drawn(rate("nodes", name, "cpuSeconds")), limits.get(name)?.cpus)),
    }),
    chart(
      "service-cpu",
      "CPU per service",
      "cores",
      greatest((name) => rate("services", name, "cpuSeconds")),
    ),
    chart("memory", "Memory per node", "MiB", {
      series: nodes.map((name) =>
        limited(name, drawn(read("nodes", name, "memoryBytes"), MIB), limits.get(name)?.memoryMiB),
      ),
    }),
    chart(
      "service-memory",
      "Memory per service",
      "MiB",
      greatest((name) => read("services", name, "memoryBytes"), MIB),
    ),
    chart("network", "Network per node, and links between nodes", "MiB/s", {
      series: [
        ...nodes.flatMap((name) => [
          { label: `${name} in`, values: drawn(rate("nodes", name, "networkInBytes"), MIB) },
          { label: `${name} out`, values: drawn(rate("nodes", name, "networkOutBytes"), MIB) },
        ]),
        { label: "between nodes", values: drawn(perSecond(atMs, between), MIB) },
      ],
    }),
    chart(
      "service-network",
      "Network per service, in and out together",
      "MiB/s",
      greatest((name) => traffic("services", name), MIB),
    ),
  ];
}

/** Enforced limits by node. */
function limitsOf({ run }: ReportCell): Map<string, { cpus?: number; memoryMiB?: number }> {
  return new Map(
    (run.outputs?.nodes ?? []).map(({ name, cpus, memoryMiB, quota }) => [
      name,
      { cpus: quota.cpu ? cpus : undefined, memoryMiB: quota.memory ? memoryMiB : undefined },
    ]),
  );
}

const limited = (label: string, values: Values, limit: number | undefined): Series => ({
  label,
  values,
  limit,
});

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** The largest series, in descending order; the table lists all. */
function greatestOf(all: readonly Series[]): Series[] {
  const sums = new Map(all.map(({ label, values }) => [label, values.reduce<number>((sum, v) => sum + (v ?? 0), 0)]));
  const sorted = [...all].sort((a, b) => sums.get(b.label)! - sums.get(a.label)! || a.label.localeCompare(b.label));
  return sorted.slice(0, MAX_SERVICES);
}

/** Values by name, one per sample; `undefined` where a sample lacks the name. */
function byName(samples: readonly MetricsSample[], part: Part): Map<string, (UsageSample | undefined)[]> {
  const names = new Map<string, (UsageSample | undefined)[]>();
  for (const [at, sample] of samples.entries())
    for (const usage of sample[part]) {
      let own = names.get(usage.name);
      if (!own) names.set(usage.name, (own = new Array<UsageSample | undefined>(samples.length).fill(undefined)));
      own[at] ??= usage;
    }
  return names;
}
