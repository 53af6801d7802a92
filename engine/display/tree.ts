/** The live view: resources under their parents, what each one does, for how long, and what it last said. Pure. */
import type { Colors } from "./colors.ts";
import { OPS } from "./labels.ts";
import type { Progress, Row } from "./progress.ts";
import { paintRow, rowNote, rowStatus } from "./row.ts";
import { printable, truncate } from "./text.ts";

export interface TreeOptions {
  nowMs: number;
  /** Of the terminal. */
  columns: number;
  rows: number;
  colors: Colors;
}

interface Placed {
  row: Row;
  /** `│  ├─ ` and the like. */
  branch: string;
}

export function treeLines(progress: Progress, { nowMs, columns, rows, colors }: TreeOptions): string[] {
  const needed = ancestorsOfChanges(progress);
  const shown = [...progress.rows.values()].filter((row) => isNotable(row) || needed.has(row.urn));
  const { kept, hidden } = fitting(place(shown), rows);
  const heads = kept.map(
    ({ row, branch }) => `${OPS[row.op].sign} ${branch}${shortType(row.type)}  ${printable(row.name)}`,
  );
  const headWidth = Math.min(Math.max(0, ...heads.map((head) => head.length)), Math.floor(columns / 2));
  const statuses = kept.map(({ row }) => rowStatus(row, progress.planning, nowMs));
  const statusWidth = Math.max(0, ...statuses.map((status) => status.length));
  const lines = kept.map(({ row }, i) => {
    const head = truncate(heads[i] ?? "", headWidth).padEnd(headWidth);
    const text = `${head}  ${(statuses[i] ?? "").padEnd(statusWidth)}  ${rowNote(row)}`.trimEnd();
    return paintRow(truncate(text, columns - 1), row, colors);
  });
  return hidden > 0 ? [...lines, colors.dim(`     … and ${hidden} more`)] : lines;
}

/** `Thing` of `pulumi-nodejs:dynamic/shop:Thing`: the width is better spent on names. */
const shortType = (type: string): string => printable(type.slice(type.lastIndexOf(":") + 1));

const isNotable = (row: Row): boolean => row.op !== "same" || row.message !== "";

/** What stays as it is is shown where something below it is, so that this has its place. */
function ancestorsOfChanges({ rows }: Progress): Set<string> {
  const found = new Set<string>();
  for (const row of rows.values()) {
    if (!isNotable(row)) continue;
    for (let urn = row.parent; urn !== "" && !found.has(urn); urn = rows.get(urn)?.parent ?? "") found.add(urn);
  }
  return found;
}

/** Depth first; a resource whose parent is not shown stands at the top. */
function place(rows: readonly Row[]): Placed[] {
  const urns = new Set(rows.map((row) => row.urn));
  const children = Map.groupBy(rows, (row) => (urns.has(row.parent) && row.parent !== row.urn ? row.parent : ""));
  const walk = (parent: string, indent: string): Placed[] => {
    const list = children.get(parent) ?? [];
    return list.flatMap((row, i) => {
      const isLast = i === list.length - 1;
      const isTop = parent === "";
      const branch = isTop ? "" : indent + (isLast ? "└─ " : "├─ ");
      const below = isTop ? "" : indent + (isLast ? "   " : "│  ");
      return [{ row, branch }, ...walk(row.urn, below)];
    });
  };
  return walk("", "");
}

/** Where the terminal is too low, what has ended well makes room first. */
function fitting(placed: Placed[], rows: number): { kept: Placed[]; hidden: number } {
  const room = Math.max(1, rows);
  if (placed.length <= room) return { kept: placed, hidden: 0 };
  const isQuiet = ({ row }: Placed) => row.status === "done" && row.errors === 0;
  const surplus = placed.length - (room - 1);
  const quiet = new Set(placed.filter(isQuiet).slice(0, surplus));
  const kept = placed.filter((item) => !quiet.has(item)).slice(0, room - 1);
  return { kept, hidden: placed.length - kept.length };
}
