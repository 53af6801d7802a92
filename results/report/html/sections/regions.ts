/** Latency between regions. */
import { regionMatrices } from "../../../regions/matrix.ts";
import {
  DISTANCE_HEADS,
  distanceRows,
  LATENCY_HEADS,
  latencyRows,
  matrixNotes,
  OBJECTIVE_HEADS,
  objectiveRows,
} from "../../region-rows.ts";
import { html } from "../markup.ts";
import type { Markup } from "../markup.ts";
import type { Report } from "../model.ts";
import { dataTable } from "../table.ts";
import { folded } from "./folded.ts";

const columnsOf = (heads: readonly string[]) => heads.map((text, i) => ({ text, number: i >= 2 }));

/** `null` if no level ran between regions. */
export function regionsSection({ runs }: Report): Markup | null {
  const matrices = regionMatrices(runs.flatMap(({ outputs }) => outputs ?? []));
  if (matrices.length === 0) return null;
  const tables = matrices.map((matrix) => {
    const distances = distanceRows(matrix).map((cells) => ({ cells }));
    const objectives = objectiveRows(matrix).map((cells) => ({ cells }));
    return html`${dataTable({
      caption: `Latency between regions, level ${matrix.level}`,
      columns: columnsOf(LATENCY_HEADS),
      rows: latencyRows(matrix).map((cells) => ({ cells })),
    })}
    ${
      distances.length > 0 &&
      dataTable({ caption: "What the distance adds", columns: columnsOf(DISTANCE_HEADS), rows: distances })
    }
    ${matrixNotes(matrix).map((note) => html`<p class="quiet">${note}</p>`)}
    ${
      objectives.length > 0 &&
      dataTable({
        caption: "Objectives between regions",
        columns: OBJECTIVE_HEADS.map((text) => ({ text })),
        rows: objectives,
      })
    }`;
  });
  const gist = "from each pool of generators to each target";
  return folded({ id: "regions", title: "Regions", gist, isOpen: true }, html`${tables}`);
}
