/** Parts of the time of requests, over all endpoints: connection set-up, first byte, delays of the generator. */
import { number, quantity } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import type { Content } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";

/** By kind (loadgen/schema/request.ts), in order of time. The whole time is in the tables of endpoints. */
const PARTS = {
  lag: "release lag",
  blocked: "waiting for a free user",
  connect: "connection set-up",
  tls: "of which TLS handshake",
  "first-byte": "sent to first byte",
  undelayed: "without the generator's delays",
};

/** `null` if no cell recorded them, as in imported runs. */
export function timings({ levels }: Report): Content {
  const rows = levels.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      const recorded = Object.entries(PARTS).flatMap(([kind, part]) => {
        const timing = cell.output?.result.timings?.[kind];
        return timing && timing.samples > 0 ? [{ part, ...timing }] : [];
      });
      return recorded.map(({ part, samples, ms }, index) => ({
        group: index === 0,
        cells: [
          cell.level,
          stackCell(cell),
          part,
          number(samples),
          ...[ms.min, ms.avg, ms.p50, ms.p90, ms.p95, ms.p99, ms.max].map((value) => quantity(value, "ms")),
        ],
      }));
    }),
  );
  if (rows.length === 0) return null;
  const heads = ["samples", "min", "avg", "p50", "p90", "p95", "p99", "max"];
  return dataTable({
    caption: "Parts of the time of successful requests",
    columns: [{ text: "level" }, { text: "stack" }, { text: "part" }, ...heads.map((text) => ({ text, number: true }))],
    rows,
  });
}
