/** Every endpoint of every cell, the stacks under each other. */
import { LOAD_METRICS } from "../../../compare/metrics.ts";
import { NONE, number, quantity } from "../../format.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report, ReportCell } from "../model.ts";
import { dataTable } from "../table.ts";
import type { TableRow } from "../table.ts";

export function endpoints({ levels }: Report): Markup {
  const tables = levels.map(({ name, cells }) =>
    dataTable({
      caption: `Endpoints at level ${name}`,
      columns: [
        { text: "endpoint" },
        { text: "stack" },
        { text: "requests", number: true },
        ...LOAD_METRICS.map(({ label }) => ({ text: label, number: true })),
        { text: "received", number: true },
      ],
      rows: rows(cells),
    }),
  );
  return html`<section id="endpoints" aria-labelledby="endpoints-title">
    <h2 id="endpoints-title">Endpoints</h2>
    <p>Latencies are of successful requests, redirects included. ${NONE}: too few samples for this percentile.</p>
    ${tables}
  </section>`;
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
        quantity(stats.bytes, "bytes"),
      ],
    }));
  });
}
