/** Aligned tables of text without frames, and text in lines, for terminals. Widths are in columns of the terminal. */
import { stripVTControlCharacters } from "node:util";
import { printableLine } from "./printable.ts";

export interface Column {
  head: string;
  /** Default left. */
  align?: "left" | "right";
  /** In a table that is too wide, columns with this number are left out, the lowest first. */
  dropped?: number;
  /** In a table that is too wide, long names in this column lose their middle. */
  shrinks?: boolean;
}

/** A text for each column, or a title across all of them. Texts may have colours and several lines; the caller makes them printable. */
export type Row = readonly string[] | { title: string };

export interface TableOptions {
  /** Default: unlimited. */
  widthChars?: number;
}

const GAP = "  ";
/** Names are shortened to this before columns are left out, and to the second afterwards. */
const [SHORT_NAME, SHORTEST_NAME] = [24, 12];

/** Titles do not count for the width. */
export function table(
  columns: readonly Column[],
  rows: readonly Row[],
  { widthChars = Infinity }: TableOptions = {},
): string {
  const hasHeads = columns.some(({ head }) => head !== "");
  const all: readonly Row[] = hasHeads ? [columns.map(({ head }) => printableLine(head)), ...rows] : rows;
  const widths = columns.map((_, i) => Math.max(0, ...all.map((row) => ("title" in row ? 0 : widest(row[i] ?? "")))));
  const total = widths.reduce((sum, width) => sum + width, GAP.length * (columns.length - 1));
  if (total > widthChars) {
    const narrower = fitting(columns, rows, { widths, excess: total - widthChars });
    if (narrower) return table(narrower.columns, narrower.rows, { widthChars });
  }
  return all.flatMap((row) => ("title" in row ? row.title.split("\n") : lines(row, columns, widths))).join("\n");
}

/** One step towards a narrower table: shorter names, then fewer columns, then names that are shorter still. */
function fitting(
  columns: readonly Column[],
  rows: readonly Row[],
  { widths, excess }: { widths: readonly number[]; excess: number },
): { columns: readonly Column[]; rows: readonly Row[] } | undefined {
  const cells = (change: (row: readonly string[]) => string[]) =>
    rows.map((row) => ("title" in row ? row : change(row)));
  const shrunk = (least: number) => {
    const at = columns.findIndex(({ shrinks }, i) => shrinks && widths[i]! > least);
    if (at < 0) return undefined;
    const room = Math.max(least, widths[at]! - excess);
    return { columns, rows: cells((row) => row.map((text, i) => (i === at ? clipped(text, room) : text))) };
  };
  const fewer = () => {
    const first = Math.min(...columns.map(({ dropped = Infinity }) => dropped));
    if (first === Infinity) return undefined;
    const kept = <T>(of: readonly T[]): T[] => of.filter((_, i) => columns[i]?.dropped !== first);
    return { columns: kept(columns), rows: cells(kept) };
  };
  return shrunk(SHORT_NAME) ?? fewer() ?? shrunk(SHORTEST_NAME);
}

/** A column of names, followed by columns of figures. */
export const figures = (heads: readonly string[]): Column[] =>
  heads.map((head, index) => ({ head, align: index === 0 ? "left" : "right" }));

function lines(row: readonly string[], columns: readonly Column[], widths: readonly number[]): string[] {
  const cells = row.map((text) => text.split("\n"));
  return Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, at) =>
    cells
      .map((texts, i) => {
        const text = texts[at] ?? "";
        const padding = " ".repeat(widths[i]! - widthOf(text));
        return columns[i]!.align === "right" ? padding + text : text + padding;
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Without colours, and with `…` for the middle where it is too long. */
function clipped(text: string, widthChars: number): string {
  const plain = stripVTControlCharacters(text);
  if (widthOf(plain) <= widthChars) return text;
  const parts = [...graphemes.segment(plain)].map(({ segment }) => segment);
  const [head, tail] = [parts.slice(0, Math.ceil(parts.length / 2)), parts.slice(Math.ceil(parts.length / 2))];
  while (widthOf([...head, ...tail].join("")) > widthChars - 1)
    if (head.length > tail.length) head.pop();
    else tail.shift();
  return [...head, "…", ...tail].join("");
}

const widest = (text: string): number => Math.max(...text.split("\n").map(widthOf));

const graphemes = new Intl.Segmenter();
/** East Asian wide and fullwidth characters (Unicode's annex 11), and emoji. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
/** Most texts, for which the rest is slow. */
const ASCII = /^[\u0020-\u007e]*$/;

/** Number of a terminal's columns that a line takes. */
export function widthOf(line: string): number {
  const text = stripVTControlCharacters(line);
  if (ASCII.test(text)) return text.length;
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}

/** Spaces at which lines may break: not between a figure and its sign or unit. */
const BREAK = /(?<!×) (?!(?:%|ms|s|points|[KMGT]?i?B|[a-z]+\/s)(?:\W|$))/;

/**
 * Breaks text between words into lines of at most this width, where words allow it.
 * @param indent of all lines but the first
 */
export function wrapped(text: string, widthChars: number, indent = ""): string {
  const result: string[] = [];
  for (const word of text.split(BREAK)) {
    const line = result.at(-1);
    if (line !== undefined && widthOf(line) + 1 + widthOf(word) <= widthChars)
      result[result.length - 1] = `${line} ${word}`;
    else result.push(line === undefined ? word : indent + word);
  }
  return result.join("\n");
}
