/** Aligned tables without frames; widths count what the terminal shows, not bytes. */
import Table from "cli-table3";
import { plain } from "../format.ts";

export interface Column {
  head: string;
  align?: "left" | "right";
}

/** A row of cells, or a line over the whole width. Cells may hold colour; other text goes through `plain` first. */
export type Row = readonly string[] | { title: string };

const NO_FRAME = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    ["", "-mid", "-left", "-right"].map((part) => [`${side}${part}`, ""]),
  ),
);

export function table(columns: readonly Column[], rows: readonly Row[]): string {
  const made = new Table({
    head: columns.map(({ head }) => plain(head)),
    chars: { ...NO_FRAME, middle: "  " },
    colAligns: columns.map(({ align }) => align ?? "left"),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) made.push("title" in row ? [{ colSpan: columns.length, content: row.title }] : [...row]);
  return made
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
