/** Open models: what was due, what was sent, and what came of it. */
import { number, quantity } from "../../format.ts";
import { stackCell } from "../badges.ts";
import type { Content } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";

/** A row a segment; nothing where no cell had an open model. */
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
    caption: "Offered against achieved",
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
