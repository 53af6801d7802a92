/** What happened to pods and nodes during the load, in order of time. */
import { NONE, number } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { eventsOf } from "../cell-events.ts";
import { html, type Content } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";

/** `null` if nothing happened, or nothing is known. */
export function events({ levels }: Report): Content {
  const rows = levels.flatMap(({ name, cells }) =>
    cells.flatMap((cell) =>
      eventsOf(cell).map(({ kind, service, pod, node, what, count, atS, isBad }, index) => {
        return {
          group: index === 0,
          cells: [
            name,
            stackCell(cell),
            `${number(atS)} s`,
            isBad ? html`<span class="worse">${kind}</span>` : kind,
            service ?? NONE,
            [pod, node].filter((part) => part !== null).join(" on ") || NONE,
            html`<span class="long">${what}</span>`,
            number(count),
          ],
        };
      }),
    ),
  );
  if (rows.length === 0) return null;
  return dataTable({
    caption: "Events of pods and nodes",
    columns: [
      { text: "level" },
      { text: "stack" },
      { text: "time", number: true },
      { text: "event" },
      { text: "service" },
      { text: "where" },
      { text: "what" },
      { text: "times", number: true },
    ],
    rows,
  });
}
