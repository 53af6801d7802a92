/** Why cells of a side are not evidence, in words. */
import { withoutFigures } from "../../base/format.ts";
import { reasonsText } from "../../base/reasons.ts";
import type { CellSummary } from "./types.ts";

type Judged = Pick<CellSummary, "cell" | "status" | "reasons">;

/**
 * One line for each cell of a level that is not evidence, or for several with the same reasons. They name the side, because
 * cells of both sides have the same names.
 */
export function unfitLines(label: string, cells: readonly Judged[]): string[] {
  const unfit = cells.filter(({ status }) => status !== "complete");
  const kinds = Map.groupBy(unfit, ({ status, reasons }) => JSON.stringify([status, ...reasons.map(kindOf)]));
  return [...kinds.values()].map((same) => {
    const { cell, status, reasons } = same[0]!;
    const who = same.length === 1 ? `${cell} is` : `${same.length} of ${cells.length} cells are`;
    const example = same.length === 1 ? "" : `, such as ${cell}`;
    return `${label}: ${who} ${status}${example}: ${reasonsText(reasons) || "no reason was given"}`;
  });
}

/** Its first clause, without figures; the rest has the details of one cell. */
const kindOf = (reason: string): string => withoutFigures(/^[^:;,]*/.exec(reason)![0]);
