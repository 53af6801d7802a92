/** Failed requests by class. */
import { counted } from "../../../../base/counted.ts";
import { NONE, number } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { html } from "../markup.ts";
import type { Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

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
  const failed = errors.reduce((sum, { count }) => sum + count, 0);
  const gist =
    errors.length === 0
      ? "none"
      : html`<span class="worse">${counted(failed, "failure")}</span> of
          ${counted(new Set(errors.map((error) => error.class)).size, "class", "classes")}`;
  return folded({ id: "failures", title: "Failures", gist }, table);
}

const at = (ms: number | null): string => (ms === null ? NONE : `${number(ms / 1000)} s`);
