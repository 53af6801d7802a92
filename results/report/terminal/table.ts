/** Aligned tables without frames; widths count what the terminal shows, not bytes. */
import Table from "cli-table3";
import { printableLine } from "../../../base/printable.ts";

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

/** Columns of names and then figures. */
export const figures = (heads: readonly string[]): Column[] =>
  heads.map((head, index) => ({ head, align: index === 0 ? "left" : "right" }));

/** A list of names as a cell of several lines. */
export function inLines(names: readonly string[], widthChars = 32): string {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    const word = index < names.length - 1 ? `${name},` : name;
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= widthChars) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

export function table(columns: readonly Column[], rows: readonly Row[]): string {
  const made = new Table({
    head: columns.map(({ head }) => printableLine(head)),
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
