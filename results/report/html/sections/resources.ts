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

function usageTable(caption: string, cells: readonly ReportCell[], of: (cell: ReportCell) => Usage[]): Markup {
  const isRequested = cells.some((cell) => of(cell).some(({ cpuRequestPct }) => cpuRequestPct !== undefined));
  const names = [...new Set(cells.flatMap((cell) => of(cell).map(({ name }) => name)))];
  const rows = names.flatMap((name): TableRow[] => {
    const used = cells.flatMap((cell) =>
      of(cell)
        .filter((usage) => usage.name === name)
        .map((usage) => ({ cell, usage })),
    );
    return used.map(({ cell, usage }, index) => ({ group: index === 0, cells: usageCells(cell, usage, isRequested) }));
  });
  const shares = isRequested ? ["of limit", "of request"] : ["of quota"];
  const numbers = [
    "cores avg",
    "cores max",
    ...shares,
    "memory avg",
    "memory max",
    ...shares,
    "in",
    "out",
    "to other nodes",
    "restarts",
  ];
  return dataTable({
    caption,
    columns: [{ text: "name" }, { text: "stack" }, ...numbers.map((text) => ({ text, number: true }))],
    rows,
  });
}

function usageCells(cell: ReportCell, usage: Usage, isRequested: boolean): Content[] {
  const { name, nodes, cpuCores, cpuPct, cpuRequestPct, memoryBytes, memoryPct, memoryRequestPct, restarts } = usage;
  return [
    name,
    html`${stackCell(cell)}${nodes && html`<span class="block">${nodes.join(", ")}</span>`}`,
    cores(cpuCores.avg, cpuCores.reason),
    cores(cpuCores.max, cpuCores.reason),
    share(cpuPct),
    ...(isRequested ? [share(cpuRequestPct)] : []),
    shown(memoryBytes.avg, "bytes", memoryBytes.reason),
    shown(memoryBytes.max, "bytes", memoryBytes.reason),
    share(memoryPct),
    ...(isRequested ? [share(memoryRequestPct)] : []),
    ...[usage.networkInBytes, usage.networkOutBytes, usage.crossNodeBytes].map(({ perS, reason }) =>
      shown(perS, "bytes/s", reason),
    ),
    shown(restarts, "count"),
  ];
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
