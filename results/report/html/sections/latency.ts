/** Latency distributions of all runs, one chart per level, and percentiles of endpoints. */
import { counted } from "../../../../base/counted.ts";
import { LOAD_METRICS } from "../../../compare/metrics.ts";
import { NONE, number, quantity } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { chartRow, sideLegend } from "../charts/figure.ts";
import type { Chart } from "../charts/chart.ts";
import { html, type Content, type Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";
import { dataTable, type TableRow } from "../table.ts";
import { folded } from "./folded.ts";
import { timings } from "./timings.ts";

export function distributions(report: Report, charts: readonly Chart[]): Markup {
  const body =
    charts.length === 0
      ? html`<p class="quiet">No distribution was archived.</p>`
      : html`${sideLegend(report)} ${chartRow(charts)}`;
  return html`<section id="distributions" aria-labelledby="distributions-title">
    <h2 id="distributions-title">Latency distributions</h2>
    <p>Of successful requests in the measured part. Repeats are merged by adding their histograms.</p>
    ${body}
  </section>`;
}

export function endpoints(report: Report): Markup {
  const { levels } = report;
  const tables = levels.map(({ name, cells }) =>
    dataTable({
      caption: `Endpoints at level ${name}`,
      columns: [
        { text: "endpoint" },
        { text: "stack" },
        { text: "requests", number: true },
        ...LOAD_METRICS.map(({ label }) => ({ text: label, number: true })),
        { text: "min", number: true },
        { text: "received", number: true },
        { text: "per request", number: true },
      ],
      rows: rows(cells),
    }),
  );
  const names = new Set(
    levels.flatMap(({ cells }) =>
      cells.flatMap(({ output }) => output?.result.endpoints.map(({ name }) => name) ?? []),
    ),
  );
  return folded(
    { id: "endpoints", title: "Endpoints", gist: counted(names.size, "endpoint") },
    html`<p>Latencies are of successful requests, redirects included. ${NONE}: too few samples for this percentile.</p>
      ${tables} ${timings(report)}`,
  );
}

function rows(cells: readonly ReportCell[]): TableRow[] {
  const names = new Set(cells.flatMap(({ output }) => output?.result.endpoints.map(({ name }) => name) ?? []));
  return ["*", ...names].flatMap((name) => {
    const measured = cells.flatMap((cell) => {
      const result = cell.output?.result;
      const stats = name === "*" ? result?.overall : result?.endpoints.find((endpoint) => endpoint.name === name);
      return stats ? [{ cell, stats }] : [];
    });
    return measured.map(({ cell, stats }, index) => ({
      group: index === 0,
      cells: [
        name === "*" ? "all" : name,
        stackCell(cell),
        number(stats.requests),
        ...LOAD_METRICS.map((metric): Content => {
          const { value, reason } = metric.of(stats);
          return value === null ? html`<abbr title="${reason}">${NONE}</abbr>` : quantity(value, metric.unit);
        }),
        quantity(stats.latencyMs.min, "ms"),
        quantity(stats.bytes, "bytes"),
        quantity(stats.bytes === null || stats.requests === 0 ? null : stats.bytes / stats.requests, "bytes"),
      ],
    }));
  });
}
