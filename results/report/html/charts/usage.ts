/** Charts of the resource use of nodes and services over time, with the enforced limits of nodes. */
import type { MetricsSample, UsageSample } from "../../../schema/series.ts";
import type { Report } from "../model.ts";
import { serviceColours } from "../service-colours.ts";
import type { Chart, Line } from "./chart.ts";
import { totals } from "./scale.ts";
import { perSecond, short, thin } from "./series.ts";
import { reachOf, spansOf, type DrawnCell, type Place } from "./sides.ts";

/** More lines cannot be distinguished. */
const MAX_NODES = 4;
const MAX_SERVICES = 11;
const MIB = 2 ** 20;
/** A limit that is further away than this would flatten the lines; the tables name it. */
const MAX_LIMIT_FACTOR = 2.5;

type Part = "nodes" | "services";
type Values = (number | null)[];

interface Measure {
  kind: string;
  title: string;
  unit: string;
  of: (usage: readonly (UsageSample | undefined)[], atMs: readonly number[]) => Values;
  /** Enforced limit of a node. */
  limit?: "cpus" | "memoryMiB";
}

const reading = (usage: readonly (UsageSample | undefined)[], field: Exclude<keyof UsageSample, "name">): Values =>
  usage.map((sample) => sample?.[field] ?? null);

const MEASURES: readonly Measure[] = [
  {
    ...{ kind: "cpu", title: "CPU", unit: "cores", limit: "cpus" },
    of: (usage, atMs) => perSecond(atMs, reading(usage, "cpuSeconds")),
  },
  {
    ...{ kind: "memory", title: "Memory", unit: "MiB", limit: "memoryMiB" },
    of: (usage) => reading(usage, "memoryBytes").map((value) => scaled(value)),
  },
  {
    ...{ kind: "network", title: "Network", unit: "MiB/s" },
    of: (usage, atMs) => {
      const out = perSecond(atMs, reading(usage, "networkOutBytes"));
      return perSecond(atMs, reading(usage, "networkInBytes")).map((into, at) => scaled(plus(into, out[at] ?? null)));
    },
  },
];

/** Drawn only where it changes. */
const REPLICAS: Measure = {
  ...{ kind: "replicas", title: "Replicas", unit: "replicas" },
  of: (usage) => reading(usage, "replicas"),
};

function isScaled({ cell }: DrawnCell): boolean {
  const services = [...byName(cell.archived.metrics, "services").values()];
  return services.some((usage) => new Set(usage.flatMap((sample) => sample?.replicas ?? [])).size > 1);
}

const scaled = (value: number | null): number | null => (value === null ? null : value / MIB);
const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** CPU of all nodes of each cell together; a moment at which a node was not read has no sum. */
export function totalCpu(drawn: readonly DrawnCell[], step: number): Line[] {
  return drawn.flatMap((each) => {
    const nodes = [...byName(each.cell.archived.metrics, "nodes").values()];
    if (nodes.length === 0) return [];
    const rates = nodes.map((usage) => MEASURES[0]!.of(usage, times(each)));
    const sums = totals(rates).map((sum, at) => (rates.some((rate) => rate[at] === null) ? null : sum));
    return [lineOf(each, each.cell.label, sums, step)];
  });
}

/** One chart per measure: the nodes of all sides, each side in its colour, and each of its nodes with its own dashes. */
export function nodeCharts({ id, title }: Place, all: readonly DrawnCell[], step: number): Chart[] {
  const drawn = strong(all);
  return MEASURES.map(({ kind, title: name, unit, of, limit }): Chart => {
    const lines = drawn.flatMap((each) => {
      const nodes = [...byName(each.cell.archived.metrics, "nodes")];
      return nodes.slice(0, MAX_NODES).map(([node, usage], index): Line => {
        const label = drawn.length > 1 ? `${each.cell.label}: ${node}` : node;
        return { ...lineOf(each, label, of(usage, times(each)), step), look: NODE_LOOKS[index] };
      });
    });
    const highest = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
    const bounds = [...new Set(drawn.flatMap((each) => limitsOf(each, limit)))];
    const near = bounds.filter((bound) => bound <= MAX_LIMIT_FACTOR * highest).map((bound) => boundLine(bound, lines));
    const more = drawn.some(({ cell }) => byName(cell.archived.metrics, "nodes").size > MAX_NODES);
    return {
      ...{ id: `${id}-${kind}`, title: `${name} by node${title}`, unit, spans: spansOf(drawn), xReach: reachOf(all) },
      lines: [...lines, ...near],
      note: more ? `The first ${MAX_NODES} nodes of each stack; the table lists all.` : undefined,
    };
  });
}

/** What the lines of node charts are, as far as they differ from those of their side. */
export function nodeKey(charts: readonly Chart[]): Pick<Line, "label" | "identity" | "look">[] {
  const lines = charts.flatMap(({ lines }) => lines);
  return [...Map.groupBy(lines, ({ label, look }) => `${label} ${look}`).values()].map(([line]) => line!);
}

const NODE_LOOKS: readonly Line["look"][] = [undefined, "dashed", "dotted", "points"];

/** One chart per measure and side, with the services on top of each other; all sides have one scale. */
export function serviceCharts(
  { id, title }: Place,
  all: readonly DrawnCell[],
  step: number,
  identities: ServiceIdentities,
): Chart[] {
  const drawn = strong(all);
  const measures = drawn.some(isScaled) ? [...MEASURES, REPLICAS] : MEASURES;
  return measures.flatMap(({ kind, title: name, unit, of }) => {
    const charts = drawn.map((each): Chart => {
      const lines = [...byName(each.cell.archived.metrics, "services")].map(([service, usage]): Line => {
        const line = lineOf(each, service, of(usage, times(each)), step);
        return { ...line, identity: identities.get(service) ?? "others", look: undefined };
      });
      const label = drawn.length > 1 ? `, ${each.cell.run.label}` : "";
      return {
        ...{
          id: `${id}-service-${kind}-${each.identity}`,
          title: `${name} by service${label}${title}`,
          unit,
          stacked: true,
        },
        ...{ lines: largest(lines), spans: spansOf([each]), xReach: reachOf(all) },
      };
    });
    const sums = charts.flatMap(({ lines }) => totals(lines.map(({ values }) => values)));
    const reach = Math.max(0, ...sums.map((sum) => sum ?? 0));
    return charts.map((chart) => ({ ...chart, reach }));
  });
}

/** Classes that give services their colours, by name. */
export type ServiceIdentities = ReadonlyMap<string, string>;

export function serviceIdentities({ levels }: Pick<Report, "levels">): ServiceIdentities {
  const names = levels.flatMap(({ cells }) =>
    cells.flatMap(({ archived }) => [...byName(archived.metrics, "services").keys()]),
  );
  return new Map([...serviceColours(names)].map(([name, colour]) => [name, `service-${colour}`]));
}

const strong = (drawn: readonly DrawnCell[]): DrawnCell[] =>
  drawn.filter(({ look, cell }) => look !== "faint" && cell.archived.metrics.length > 0);

const times = ({ cell }: DrawnCell): number[] => cell.archived.metrics.map(({ atMs }) => atMs);

/** Scrapes before the load began are left out; rates need them as neighbours. */
function lineOf(each: DrawnCell, label: string, values: Values, step: number): Line {
  const atMs = times(each);
  const from = Math.max(
    0,
    atMs.findIndex((at) => at >= 0),
  );
  const x = atMs
    .slice(from)
    .filter((_, at) => at % step === 0)
    .map((at) => Number(((at + each.shiftMs) / 1000).toFixed(1)));
  const drawn = thin(values.slice(from), step, "mean").map(short);
  return { label, identity: each.identity, look: each.look, x, values: drawn };
}

/** Services in the order of their names, so that areas keep their places; the smallest ones together beyond the maximum. */
function largest(lines: readonly Line[]): Line[] {
  const sum = ({ values }: Line) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const kept = new Set(lines.toSorted((a, b) => sum(b) - sum(a)).slice(0, MAX_SERVICES));
  const rest = lines.filter((line) => !kept.has(line));
  const shown = lines.filter((line) => kept.has(line)).sort((a, b) => a.label.localeCompare(b.label));
  if (rest.length === 0) return shown;
  const values = totals(rest.map(({ values }) => values)).map(short);
  return [...shown, { ...rest[0]!, label: `${rest.length} others`, identity: "others", values }];
}

/** Enforced limits of the nodes of a cell's run. */
function limitsOf({ cell }: DrawnCell, limit: Measure["limit"]): number[] {
  return (cell.run.outputs?.nodes ?? []).flatMap(({ cpus, memoryMiB, quota }) => {
    if (limit === "cpus") return quota.cpu ? [cpus] : [];
    return limit === "memoryMiB" && quota.memory ? [memoryMiB] : [];
  });
}

function boundLine(value: number, lines: readonly Line[]): Line {
  const x = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  return { label: "limit of a node", identity: "bound", look: "dotted", x, values: x.map(() => value) };
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
