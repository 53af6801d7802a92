/** Formats resources: a tree for terminals, or one line each. */
import type { Colors } from "./colors.ts";
import { STACK_TYPE } from "../resource/urn.ts";
import { OPS } from "./labels.ts";
import type { Progress, Row } from "./progress.ts";
import { formatElapsed, printable, truncate } from "./text.ts";

export interface TreeOptions {
  nowMs: number;
  /** Size of the terminal. */
  columns: number;
  rows: number;
  colors: Colors;
}

const NOTE_INDENT = " ".repeat(6);

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
  // Notes that do not fit beside a resource are below it, as long as there is room.
  let room = rows - kept.length - Math.min(1, hidden);
  const lines = kept.flatMap(({ row }, i) => {
    const head = truncate(heads[i] ?? "", headWidth).padEnd(headWidth);
    const [status, note] = [(statuses[i] ?? "").padEnd(statusWidth), rowNote(row)];
    const beside = `${head}  ${status}  ${note}`.trimEnd();
    const isBelow = note !== "" && beside.length >= columns && room-- > 0;
    const texts = isBelow ? [`${head}  ${status}`.trimEnd(), NOTE_INDENT + note] : [beside];
    return texts.map((text) => paintRow(truncate(text, columns - 1), row, colors));
  });
  return hidden > 0 ? [...lines, colors.dim(`     … and ${hidden} more`)] : lines;
}

/** `Thing` of `pulumi-nodejs:dynamic/shop:Thing`, which leaves more room for names. */
const shortType = (type: string): string => printable(type.slice(type.lastIndexOf(":") + 1));

const isNotable = (row: Row): boolean => row.op !== "same" || row.message !== "";

/** Unchanged resources are shown only as parents of others. */
function ancestorsOfChanges({ rows }: Progress): Set<string> {
  const found = new Set<string>();
  for (const row of rows.values()) {
    if (!isNotable(row)) continue;
    for (let urn = row.parent; urn !== "" && !found.has(urn); urn = rows.get(urn)?.parent ?? "") found.add(urn);
  }
  return found;
}

/** Depth first. Resources whose parent is not shown are at the top level. */
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

/** If the terminal has too few rows, hides finished resources without errors first. */
function fitting(placed: Placed[], rows: number): { kept: Placed[]; hidden: number } {
  const room = Math.max(1, rows);
  if (placed.length <= room) return { kept: placed, hidden: 0 };
  const isQuiet = ({ row }: Placed) => row.status === "done" && row.errors === 0;
  const surplus = placed.length - (room - 1);
  const quiet = new Set(placed.filter(isQuiet).slice(0, surplus));
  const kept = placed.filter((item) => !quiet.has(item)).slice(0, room - 1);
  return { kept, hidden: placed.length - kept.length };
}

/** ` ~  type name updating (3s) [diff: ~value]; last message` */
export function rowLine(row: Row, { planning }: Pick<Progress, "planning">, nowMs: number): string {
  const head = `${OPS[row.op].sign} ${printable(row.type)} ${printable(row.name)}`;
  const diff = row.diff ? `[diff: ${printable(row.diff)}]` : "";
  const parts = [head, rowStatus(row, planning, nowMs), diff].filter((part) => part !== "").join(" ");
  const note = rowNote(row);
  return (note ? `${parts}${diff ? "; " : " "}${note}` : parts).trimEnd();
}

export function rowStatus(row: Row, planning: boolean, nowMs: number): string {
  const { running, done, planned } = OPS[row.op];
  if (row.status === "failed") return running ? `**${running} failed**` : "**failed**";
  if (planning) return planned;
  if (row.op === "same") return "";
  const durationMs = (row.endedAtMs ?? nowMs) - row.startedAtMs;
  return `${row.status === "running" ? running : done} (${formatElapsed(durationMs)})`;
}

export function rowNote(row: Row): string {
  if (row.status !== "running" && row.errors + row.warnings > 0 && row.op === "same")
    return [count(row.errors, "error"), count(row.warnings, "warning")].filter(Boolean).join("; ");
  // The stack is done last, and what it shows is about others.
  return row.type === STACK_TYPE && row.status === "done" ? "" : row.message;
}

const count = (n: number, noun: string): string => (n === 0 ? "" : `${n} ${noun}${n === 1 ? "" : "s"}`);

export function paintRow(line: string, row: Row, colors: Colors): string {
  if (row.status === "failed" || row.errors > 0) return colors.red(line);
  if (row.op === "same") return line;
  if (row.op.startsWith("create")) return colors.green(line);
  if (row.op.startsWith("delete")) return colors.red(line);
  return colors.yellow(line);
}
