/** Latency between regions on the terminal. */
import { printableLine } from "../../../base/printable.ts";
import { table, type Column } from "../../../base/table.ts";
import type { RegionMatrix } from "../../schema/region-matrix.ts";
import {
  DISTANCE_HEADS,
  distanceRows,
  LATENCY_HEADS,
  latencyRows,
  matrixNotes,
  OBJECTIVE_HEADS,
  objectiveRows,
} from "../region-rows.ts";
import { styleOf, type TerminalOptions } from "./options.ts";

/** Columns after the names of the two regions are figures, except that of the objectives. */
const columnsOf = (heads: readonly string[]): Column[] =>
  heads.map((head, i) => ({
    head,
    align: i < 2 || heads === OBJECTIVE_HEADS ? "left" : "right",
    shrinks: i < 2,
    dropped: head === "p95" ? 1 : undefined,
  }));

/**
 * A table of latencies and one of differences for each level; empty without matrices.
 * @param options with `all`, objectives too, which the cells of a run show as well
 */
export function regionTables(matrices: readonly RegionMatrix[], options: TerminalOptions = {}): string {
  const {
    all,
    colours: { bold, dim },
    widthChars,
    inLines,
    signs,
  } = styleOf(options);
  const shown = (heads: readonly string[], rows: readonly string[][]): string =>
    table(
      columnsOf(heads),
      rows.map((row) => row.map(printableLine)),
      { widthChars },
    );
  const parts = matrices.flatMap((matrix) => {
    const distances = distanceRows(matrix);
    const objectives = all ? objectiveRows(matrix) : [];
    return [
      bold(`Latency between regions, level ${printableLine(matrix.level)}`),
      shown(LATENCY_HEADS, latencyRows(matrix)),
      ...(distances.length === 0 ? [] : [bold("What the distance adds"), shown(DISTANCE_HEADS, distances)]),
      ...matrixNotes(matrix).map((note) => dim(inLines(printableLine(note), "  "))),
      ...(objectives.length === 0 ? [] : [bold("Objectives"), shown(OBJECTIVE_HEADS, objectives)]),
    ];
  });
  return signs(parts.join("\n"));
}
