/** Aligned tables without frames; widths are in terminal columns, not bytes. */
import Table from "cli-table3";
import { printableLine } from "../../../base/printable.ts";

export interface Column {
  head: string;
  align?: "left" | "right";
}

/** A row of cells, or a title over the whole width. Cells may contain colours; the caller makes their text printable. */
export type Row = readonly string[] | { title: string };

const NO_FRAME = Object.fromEntries(
  ["top", "bottom", "left", "right", "mid"].flatMap((side) =>
    ["", "-mid", "-left", "-right"].map((part) => [`${side}${part}`, ""]),
  ),
);

/** A column of names, followed by columns of figures. */
export const figures = (heads: readonly string[]): Column[] =>
  heads.map((head, index) => ({ head, align: index === 0 ? "left" : "right" }));

/** Wraps a list of names in a cell. */
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
  const rendered = new Table({
    head: columns.map(({ head }) => printableLine(head)),
    chars: { ...NO_FRAME, middle: "  " },
    colAligns: columns.map(({ align }) => align ?? "left"),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) rendered.push("title" in row ? [{ colSpan: columns.length, content: row.title }] : [...row]);
  return rendered
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
