/** Charts over time by level, with the stacks beside each other on common scales. */
import { number, quantity } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { figure } from "../charts/chart.ts";
import type { Chart } from "../charts/chart.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";

type Charts = ReadonlyMap<string, Chart[]>;

export function loadTimelines(report: Report, charts: Charts): Markup {
  return html`<section id="over-time" aria-labelledby="over-time-title">
    <h2 id="over-time-title">Latency and throughput over time</h2>
    <p>Grey areas are not part of the results; orange areas are spikes. Charts of one level share their scales.</p>
    ${levels(report, charts, ["latency", "throughput", "failures"])} ${offered(report)}
  </section>`;
}

/** Charts of the resource use of nodes and services. */
export function usageTimelines(report: Report, charts: Charts): Markup {
  return html`<h3>Over time</h3>
    ${levels(report, charts, ["cpu", "service-cpu", "memory", "service-memory", "network", "service-network"])}`;
}

function levels({ levels }: Report, charts: Charts, kinds: readonly string[]): Content {
  return levels.map(({ name, cells }, index) => {
    const rows = kinds.map((kind) =>
      cells.flatMap(({ id }) => charts.get(id)?.filter((chart) => chart.id === `${id}-${kind}`) ?? []),
    );
    const drawn = rows.filter((row) => row.length > 0);
    const body =
      drawn.length === 0
        ? html`<p class="quiet">No series were archived for this level.</p>`
        : drawn.map((row) => html`<div class="charts">${row.map(figure)}</div>`);
    return html`<details ${index === 0 && html`open`}>
      <summary>Level ${name}</summary>
      ${body}
    </details> `;
  });
}

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
