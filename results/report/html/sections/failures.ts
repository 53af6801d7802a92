/** Failed requests by class, and how the accounting of requests came out. */
import { number, quantity } from "../../format.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Content, Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";

export function failures({ levels }: Report): Markup {
  const cells = levels.flatMap(({ name, cells }) => cells.map((cell) => ({ ...cell, level: name })));
  const errors = cells.flatMap((cell) =>
    (cell.output?.result.errors ?? []).map((error) => ({ level: cell.level, stack: stackCell(cell), ...error })),
  );
  const table =
    errors.length === 0
      ? html`<p>No request failed.</p>`
      : dataTable({
          caption: "Failures by class",
          columns: [
            { text: "class" },
            { text: "stack" },
            { text: "level" },
            { text: "endpoint" },
            { text: "message" },
            { text: "count", number: true },
            { text: "first", number: true },
            { text: "last", number: true },
          ],
          rows: errors.map((error) => ({
            cells: [
              error.class,
              error.stack,
              error.level,
              error.endpoint,
              html`<span class="long">${error.message}</span>`,
              number(error.count),
              at(error.firstAtMs),
              at(error.lastAtMs),
            ],
          })),
        });
  return html`<section id="failures" aria-labelledby="failures-title">
    <h2 id="failures-title">Failures and accounting</h2>
    ${table} ${accounting(cells)}
  </section>`;
}

const at = (ms: number): string => `${number(ms / 1000)} s`;

type Cells = (Report["levels"][number]["cells"][number] & { level: string })[];

function accounting(cells: Cells): Content {
  const rows = cells.flatMap((cell) => {
    const { level, output } = cell;
    if (!output) return [];
    const { accounting, generator, longestGapMs } = output.result;
    const { planned, released, dropped, sent, ok, failed, aborted, inFlightAtEnd, audits } = accounting;
    const broken = audits.filter(({ holds }) => !holds);
    return [
      {
        cells: [
          level,
          stackCell(cell),
          ...[planned, released, dropped, sent, ok, failed, aborted, inFlightAtEnd].map(number),
          broken.length === 0
            ? `${audits.length} hold`
            : broken.map(({ name, detail }) => html`<span class="worse">broken: ${name} (${detail})</span> `),
          quantity(longestGapMs, "ms"),
          generator.limited
            ? html`<span class="worse">limited: ${generator.reasons.join("; ")}</span>`
            : `${quantity(generator.cpuPctOfCore, "%")} of a core`,
        ],
      },
    ];
  });
  if (rows.length === 0) return null;
  const counts = ["planned", "released", "dropped", "sent", "ok", "failed", "aborted", "in flight at end"];
  return dataTable({
    caption: "Accounting of requests, and the generator's own health",
    columns: [
      { text: "level" },
      { text: "stack" },
      ...counts.map((text) => ({ text, number: true })),
      { text: "audits" },
      { text: "longest silence", number: true },
      { text: "generator" },
    ],
    rows,
  });
}
