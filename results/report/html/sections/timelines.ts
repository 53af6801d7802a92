/** Charts over time with all sides in each, one column per level. */
import { number, quantity } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { chartRow, key, legend, sideLegend } from "../charts/figure.ts";
import type { ReportCharts } from "../charts/index.ts";
import { isChart, type Slot } from "../charts/load.ts";
import { nodeKey } from "../charts/usage.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";
import { events } from "./events.ts";

export function loadTimelines(report: Report, { load }: ReportCharts): Markup {
  const repeated = report.runs.some(({ cells }) => cells.some((cell) => cell.label !== cell.run.label));
  const body =
    load.length === 0
      ? html`<p class="quiet">No series were archived.</p>`
      : html`${sideLegend(report)} ${rowsOf(load, report.levels.length)}`;
  return html`<section id="over-time" aria-labelledby="over-time-title">
    <h2 id="over-time-title">Over time</h2>
    <p>
      Time counts from the start of the load; measured parts begin together. Grey areas are not part of the results,
      orange areas are
      spikes.${repeated && " Strong lines are the repeat with the median p50 of its stack, faint lines the others."}
    </p>
    ${body} ${offered(report)} ${events(report)}
  </section>`;
}

/** Charts of the resource use of nodes and services. */
export function usageTimelines({ levels }: Report, { nodes, services, serviceIdentities }: ReportCharts): Content {
  if (nodes.length === 0) return null;
  const entries = [...serviceIdentities].map(([label, identity]) => ({ label, identity }));
  return html`<h3>Nodes over time</h3>
    ${key(nodeKey(nodes.flat().filter(isChart)))} ${rowsOf(nodes, levels.length)}
    ${services.length > 0 && html`<h3>Services over time</h3>`} ${legend(entries)} ${rowsOf(services, levels.length)}`;
}

/** One level has all of its charts beside each other; several levels are columns. */
const rowsOf = (rows: readonly (readonly Slot[])[], levels: number): Content =>
  (levels === 1 ? [rows.flat()] : rows).map(chartRow);

/** One row per segment; `null` if no cell had an open model. */
export function offered({ levels }: Report): Content {
  const rows = levels.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const { segments = [], segmentStats = [] } = cell.output?.result ?? {};
      return segmentStats.flatMap(({ segment, overall, arrivals }, index) => {
        if (!arrivals) return [];
        const { startMs = 0, endMs = 0 } = segments[index] ?? {};
        const perS = (count: number) => (endMs > startMs ? (1000 * count) / (endMs - startMs) : null);
        const dropped = Object.entries(arrivals.dropped).filter(([, count]) => count > 0);
        return [
          {
            group: index === 0,
            cells: [
              cell.level,
              stackCell(cell),
              segment,
              quantity(perS(arrivals.planned), "req/s"),
              quantity(perS(arrivals.released), "req/s"),
              quantity(overall.ratePerS, "req/s"),
              dropped.length === 0 ? "none" : dropped.map(([why, count]) => `${number(count)} ${why}`).join(", "),
            ],
          },
        ];
      });
    }),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Offered and achieved load",
    columns: [
      { text: "level" },
      { text: "stack" },
      { text: "segment" },
      { text: "offered", number: true },
      { text: "started", number: true },
      { text: "of these completed", number: true },
      { text: "dropped" },
    ],
    rows,
  });
}
