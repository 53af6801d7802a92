/** One resource as a line. Pure. */
import type { Colors } from "./colors.ts";
import { OPS } from "./labels.ts";
import type { Progress, Row } from "./progress.ts";
import { formatDuration, printable } from "./text.ts";

/** ` ~  type name updating (3s) [diff: ~value]; what it last said` */
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
  return `${row.status === "running" ? running : done} (${formatDuration(durationMs)})`;
}

export function rowNote(row: Row): string {
  if (row.status !== "running" && row.errors + row.warnings > 0 && row.op === "same")
    return [count(row.errors, "error"), count(row.warnings, "warning")].filter(Boolean).join("; ");
  const keeps = row.status === "running" || row.errors > 0;
  return keeps ? row.message : "";
}

const count = (n: number, noun: string): string => (n === 0 ? "" : `${n} ${noun}${n === 1 ? "" : "s"}`);

export function paintRow(line: string, row: Row, colors: Colors): string {
  if (row.status === "failed" || row.errors > 0) return colors.red(line);
  if (row.op === "same") return line;
  if (row.op.startsWith("create")) return colors.green(line);
  if (row.op.startsWith("delete")) return colors.red(line);
  return colors.yellow(line);
}
