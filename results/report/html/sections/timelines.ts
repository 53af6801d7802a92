/** Charts over time, level by level, the stacks beside each other on common scales. */
import type { Chart } from "../charts.ts";
import { figure } from "../figure.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { offered } from "./offered.ts";

type Charts = ReadonlyMap<string, Chart[]>;

export function loadTimelines(report: Report, charts: Charts): Markup {
  return html`<section id="over-time" aria-labelledby="over-time-title">
    <h2 id="over-time-title">Latency and throughput over time</h2>
    <p>
      Shaded grey: parts of the load whose requests are not in the results; orange: spikes. Charts of one level share
      their scales.
    </p>
    ${levels(report, charts, ["latency", "throughput", "failures"])} ${offered(report)}
  </section>`;
}

/** All charts of what nodes and services used, below the tables with the same numbers. */
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
