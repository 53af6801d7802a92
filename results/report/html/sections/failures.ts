/** Failed requests by class. */
import { NONE, number } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Markup } from "../markup.ts";
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
    <h2 id="failures-title">Failures</h2>
    ${table}
  </section>`;
}

const at = (ms: number | null): string => (ms === null ? NONE : `${number(ms / 1000)} s`);
