/** Formats tables, times and values as the Pulumi CLI does. */
import { isObject, isSecret, type Value } from "../values.ts";

export function table(head: readonly string[], rows: readonly (readonly string[])[], indent = ""): string[] {
  const all = [head, ...rows.flatMap(byLine)];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => (indent + row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).trimEnd());
}

/** Splits a row whose cells have several lines into one row per line. */
function byLine(row: readonly string[]): string[][] {
  const cells = row.map((cell) => cell.split("\n"));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, index) => cells.map((lines) => lines[index] ?? ""));
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Longest first. */
const UNITS: [name: string, durationMs: number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["week", 7 * DAY_MS],
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
  ["second", SECOND_MS],
];

/** @param nowMs default: the clock's */
export function timeAgo(time: Date, nowMs = Date.now()): string {
  const agoMs = nowMs - time.getTime();
  const unit = UNITS.find(([, durationMs]) => agoMs >= durationMs);
  if (!unit) return "now";
  const count = Math.floor(agoMs / unit[1]);
  return `${count} ${unit[0]}${count === 1 ? "" : "s"} ago`;
}

/** Go's format, but always in UTC: `2026-11-26 21:03:59.123 +0000 UTC`. */
export const goTime = (time: Date): string =>
  `${time
    .toISOString()
    .replace("T", " ")
    .replace("Z", "")
    .replace(/\.?0+$/, "")} +0000 UTC`;

/** Sorts keys, and replaces each secret by its value or by `[secret]`. */
export function plainValue(value: Value, showSecrets: boolean): Value {
  if (Array.isArray(value)) return value.map((item) => plainValue(item, showSecrets));
  if (!isObject(value)) return value;
  if (isSecret(value)) return showSecrets ? plainValue(value.value ?? null, showSecrets) : "[secret]";
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, plainValue(value[name] ?? null, showSecrets)]));
}
