/** Thresholds and objectives of the load: what was measured for each, and whether it holds. */
import { inItsUnit } from "@stackmark/loadgen/schema";
import { counted } from "../../../../base/counted.ts";
import { NONE } from "../../../../base/format.ts";
import { stackCell } from "../badges.ts";
import { html, type Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

/** `null` if no load has any. Open if one of them failed. */
export function thresholds({ levels }: Report): Markup | null {
  const checked = levels.flatMap(({ cells }) =>
    cells.flatMap((cell) => (cell.output?.result.thresholds ?? []).map((threshold) => ({ cell, ...threshold }))),
  );
  if (checked.length === 0) return null;
  const failed = checked.filter(({ holds }) => !holds).length;
  const gist =
    failed === 0
      ? `✓ ${checked.length === 1 ? "passed" : `all ${checked.length} passed`}`
      : html`<span class="worse">✗ ${failed} of ${counted(checked.length, "threshold")} failed</span>`;
  return folded(
    { id: "thresholds", title: "Thresholds", gist, isOpen: failed > 0 },
    dataTable({
      caption: "Thresholds and objectives, over the measured part",
      columns: [
        { text: "threshold" },
        { text: "level" },
        { text: "stack" },
        { text: "measured", number: true },
        { text: "outcome" },
      ],
      rows: checked.map(({ cell, threshold, value, holds }) => ({
        cells: [
          threshold,
          cell.level,
          stackCell(cell),
          value === null ? NONE : inItsUnit(threshold, value),
          html`<span class="${holds ? "better" : "worse"}">${holds ? "✓ passed" : "✗ failed"}</span>`,
        ],
      })),
    }),
  );
}
