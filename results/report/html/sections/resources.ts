/** Resource use of nodes and services in the measured part of a level, with shares of their quotas. */
import type { Usage } from "../../../schema/outputs.ts";
import { NONE, number, quantity } from "../../../../base/format.ts";
import type { Unit } from "../../../../base/format.ts";
import type { ReportCharts } from "../charts/index.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";
import { dataTable } from "../table.ts";
import type { TableRow } from "../table.ts";
import { folded } from "./folded.ts";
import { usageTimelines } from "./timelines.ts";

export function resources(report: Report, charts: ReportCharts): Markup {
  const tables = report.levels.map(
    ({ name, cells }, index) =>
      html`<details ${index === 0 && html`open`}>
        <summary>Level ${name}</summary>
        ${crossNode(name, cells)}
        ${usageTable(`Nodes at level ${name}`, cells, (cell) => cell.output?.metrics?.nodes ?? [])}
        ${usageTable(`Services at level ${name}`, cells, (cell) => cell.output?.metrics?.services ?? [])}
        ${pods(name, cells)}
      </details>`,
  );
  return folded(
    { id: "resources", title: "Resources", gist: "CPU, memory and network of nodes and services" },
    html`<p>
        Averages and maxima over the measured part. The bar is the average as a share of the quota, limit or request.
      </p>
      ${tables} ${usageTimelines(report, charts)}`,
  );
}

/** `null` where no pods are known. */
function pods(level: string, cells: readonly ReportCell[]): Content {
  const isKnown = cells.some((cell) => (cell.output?.metrics?.pods ?? []).length > 0);
  return isKnown && usageTable(`Pods at level ${level}`, cells, (cell) => cell.output?.metrics?.pods ?? []);
}

function crossNode(level: string, cells: readonly ReportCell[]): Markup {
  return dataTable({
    caption: `Traffic between nodes at level ${level}`,
    columns: [
      { text: "stack" },
      { text: "bytes between nodes", number: true },
      { text: "per second", number: true },
      { text: "per request", number: true },
      { text: "scrapes", number: true },
    ],
    rows: cells.map((cell) => {
      const { output } = cell;
      const metrics = output?.metrics;
      const total = metrics?.crossNodeBytes.total ?? null;
      const requests = output?.result.overall.requests ?? 0;
      const scrapes = metrics ? `${metrics.scrapes} (${metrics.failedScrapes} failed)` : NONE;
      return {
        cells: [
          stackCell(cell),
          quantity(total, "bytes"),
          quantity(metrics?.crossNodeBytes.perS ?? null, "bytes/s"),
          quantity(total === null || requests === 0 ? null : total / requests, "bytes"),
          scrapes,
        ],
      };
    }),
  });
}

interface Column {
  text: string;
  of: (usage: Usage) => Content;
  /** Shown only where it is known of some. */
  field?: keyof Usage;
}

const bytes = (of: (usage: Usage) => Usage["networkInBytes"] | undefined) => (usage: Usage) => {
  const { perS, reason } = of(usage) ?? { perS: null };
  return shown(perS, "bytes/s", reason);
};

function columnsOf(isRequested: boolean): Column[] {
  const limit = isRequested ? "of limit" : "of quota";
  return [
    { text: "replicas", field: "replicas", of: ({ replicas }) => replicasText(replicas) },
    { text: "cores avg", of: ({ cpuCores }) => cores(cpuCores.avg, cpuCores.reason) },
    { text: "cores max", of: ({ cpuCores }) => cores(cpuCores.max, cpuCores.reason) },
    { text: limit, of: ({ cpuPct }) => share(cpuPct) },
    { text: "of request", field: "cpuRequestPct", of: ({ cpuRequestPct }) => share(cpuRequestPct) },
    { text: "throttled", field: "cpuThrottledPct", of: ({ cpuThrottledPct }) => share(cpuThrottledPct) },
    { text: "memory avg", of: ({ memoryBytes }) => shown(memoryBytes.avg, "bytes", memoryBytes.reason) },
    { text: "memory max", of: ({ memoryBytes }) => shown(memoryBytes.max, "bytes", memoryBytes.reason) },
    { text: limit, of: ({ memoryPct }) => share(memoryPct) },
    { text: "of request", field: "memoryRequestPct", of: ({ memoryRequestPct }) => share(memoryRequestPct) },
    { text: "in", of: bytes(({ networkInBytes }) => networkInBytes) },
    { text: "out", of: bytes(({ networkOutBytes }) => networkOutBytes) },
    { text: "to other nodes", of: bytes(({ crossNodeBytes }) => crossNodeBytes) },
    { text: "disk read", field: "diskReadBytes", of: bytes(({ diskReadBytes }) => diskReadBytes) },
    { text: "disk written", field: "diskWrittenBytes", of: bytes(({ diskWrittenBytes }) => diskWrittenBytes) },
    { text: "restarts", of: ({ restarts }) => shown(restarts, "count") },
    { text: "OOM kills", field: "oomKills", of: ({ oomKills = null }) => shown(oomKills, "count") },
  ];
}

function usageTable(caption: string, cells: readonly ReportCell[], of: (cell: ReportCell) => Usage[]): Markup {
  const all = cells.flatMap((cell) => of(cell).map((usage) => ({ cell, usage })));
  const isKnown = (field: keyof Usage): boolean => all.some(({ usage }) => (usage[field] ?? null) !== null);
  const columns = columnsOf(isKnown("cpuRequestPct")).filter(({ field }) => field === undefined || isKnown(field));
  const rows = [...Map.groupBy(all, ({ usage }) => usage.name).values()].flatMap((used) =>
    used.map(({ cell, usage }, index): TableRow => {
      const on = usage.nodes && html`<span class="block">${usage.nodes.join(", ")}</span>`;
      return {
        group: index === 0,
        cells: [usage.name, html`${stackCell(cell)}${on}`, ...columns.map((column) => column.of(usage))],
      };
    }),
  );
  const numbers = columns.map(({ text }) => ({ text, number: true }));
  return dataTable({ caption, columns: [{ text: "name" }, { text: "stack" }, ...numbers], rows });
}

/** `2`, or `2.4, up to 5` where it changed. */
function replicasText({ avg, max, reason }: NonNullable<Usage["replicas"]> = UNSHARED): Content {
  if (avg === null || max === null) return shown(null, "count", reason);
  return avg === max ? number(avg) : `${number(avg)}, up to ${number(max)}`;
}

function shown(value: number | null, unit: Unit, reason = "not scraped"): Content {
  return value === null ? html`<abbr title="${reason}">${NONE}</abbr>` : quantity(value, unit);
}

/** The unit is in the heading. */
const cores = (value: number | null, reason: string | undefined): Content =>
  value === null ? shown(null, "cores", reason) : number(value);

const UNSHARED: Usage["cpuPct"] = { avg: null, max: null };

/** The bar ends at 100 %; use may exceed a request. */
function share({ avg, reason }: Usage["cpuPct"] = UNSHARED): Content {
  if (avg === null) return shown(null, "%", reason ?? "no quota");
  return html`${quantity(avg, "%")} <progress max="100" value="${avg.toFixed(1)}" aria-hidden="true"></progress>`;
}
