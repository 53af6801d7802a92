/** Each measured cell with its status: the values behind the means. */
import { counted } from "../../../../base/counted.ts";
import { NONE, quantity } from "../../../../base/format.ts";
import { stackCell, statusBadge } from "../badges.ts";
import { html, type Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable, type TableRow } from "../table.ts";
import { folded } from "./folded.ts";
import { CELL_METRICS } from "./results-data.ts";

export function cellsSection({ levels }: Report): Markup {
  const rows = levels.flatMap(({ cells }) =>
    cells.map((cell, index): TableRow => {
      const result = cell.output?.result;
      const figures = CELL_METRICS.map((metric) => {
        const { value, reason = "no result" } = result ? metric.of(result.overall) : { value: null };
        return value === null ? html`<abbr title="${reason}">${NONE}</abbr>` : quantity(value, metric.unit);
      });
      return { group: index === 0, cells: [cell.level, stackCell(cell), statusBadge(cell), ...figures] };
    }),
  );
  const table = dataTable({
    caption: "Cells, as measured",
    data: "cells-data",
    columns: [
      { text: "level" },
      { text: "stack" },
      { text: "status" },
      ...CELL_METRICS.map(({ label }) => ({ text: label, number: true })),
    ],
    rows,
  });
  const notes = levels.flatMap(({ cells }) =>
    cells.flatMap((cell) =>
      (cell.output?.result.notes ?? []).map((note) => html`<li>${cell.label}, level ${cell.level}: ${note}</li>`),
    ),
  );
  const list =
    notes.length > 0 &&
    html`<ul class="notes">
      ${notes}
    </ul>`;
  return folded({ id: "cells", title: "Cells", gist: counted(rows.length, "cell") }, html`${table} ${list}`);
}
