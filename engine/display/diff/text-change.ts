/** Formats the change of a text: `"old" => "new"`, or for several lines the changed ones with context. */
import { diffArrays } from "diff";
import { printable } from "../text.ts";
import { escaped, shortened } from "./literal.ts";
import { deeper, margin, painted, signedAs, unsigned, type Style } from "./style.ts";

/** The result ends with a newline. */
export function textChange(old: string, next: string, style: Style): string {
  if (old.includes("\n") || next.includes("\n")) return `\n${lineChanges(old, next, deeper(style))}`;
  const [before, after] = [[...old], [...next]];
  const [start, end] = commonEnds(before, after);
  const shown = (chars: string[], op: "delete" | "create") => {
    const to = chars.length - end;
    const parts = [chars.slice(0, start), chars.slice(start, to), chars.slice(to)].map((part) =>
      escaped(part.join("")),
    );
    return parts.map((part, index) => painted({ ...style, op: index === 1 ? op : "same" }, part)).join("");
  };
  const mark = (text: string) => painted(style, text);
  return `${mark('"')}${shown(before, "delete")}${mark('" => "')}${shown(after, "create")}${mark('"')}\n`;
}

function commonEnds(old: readonly string[], next: readonly string[]): [number, number] {
  const room = Math.min(old.length, next.length);
  let start = 0;
  while (start < room && old[start] === next[start]) start++;
  let end = 0;
  while (end < room - start && old.at(-1 - end) === next.at(-1 - end)) end++;
  return [start, end];
}

export interface Run {
  kind: "same" | "add" | "delete";
  lines: string[];
}

/** With more edits, comparing takes long. Then all lines between the common start and end count as changed. */
const MAX_EDITS = 2000;

/** Finds deleted, added and unchanged lines; as many as possible are unchanged. */
export function diffLines(old: readonly string[], next: readonly string[]): Run[] {
  const changes = diffArrays([...old], [...next], { maxEditLength: MAX_EDITS });
  if (changes)
    return changes.map(({ added, removed, value }) => ({
      kind: added ? "add" : removed ? "delete" : "same",
      lines: value,
    }));
  const [start, end] = commonEnds(old, next);
  const runs: Run[] = [
    { kind: "same", lines: old.slice(0, start) },
    { kind: "delete", lines: old.slice(start, old.length - end) },
    { kind: "add", lines: next.slice(start, next.length - end) },
    { kind: "same", lines: old.slice(old.length - end) },
  ];
  return runs.filter(({ lines }) => lines.length > 0);
}

const CONTEXT_LINES = 2;

/** Blank lines are not shown. */
function lineChanges(old: string, next: string, style: Style): string {
  const runs = diffLines(old.split("\n"), next.split("\n"));
  return runs.flatMap((run, index) => shownLines(run, index === 0, index === runs.length - 1, style)).join("");
}

function shownLines({ kind, lines }: Run, isFirst: boolean, isLast: boolean, style: Style): string[] {
  const at = kind === "same" ? { ...unsigned(style), op: kind } : signedAs(kind === "add" ? "create" : kind, style);
  const text = (one: string) => `${painted(at, margin(at) + printable(style.brief ? shortened(one) : one))}\n`;
  const full = lines.filter((one) => one.trim() !== "");
  if (kind !== "same") return full.map(text);
  const head = isFirst ? [] : full.slice(0, CONTEXT_LINES);
  const tail = isLast && !isFirst ? [] : full.slice(-CONTEXT_LINES);
  const room = isFirst || isLast ? CONTEXT_LINES + 1 : 2 * CONTEXT_LINES + 1;
  return full.length > room ? [...head, "...", ...tail].map(text) : full.map(text);
}
