/** Text of programs and providers, made safe to print, and durations. */
import { stripVTControlCharacters } from "node:util";
import { printable as withoutControls } from "../../base/printable.ts";

/** Removes escape sequences and control characters, which could move the cursor, and hide or reorder text. */
export const printable = (text: string): string =>
  withoutControls(stripVTControlCharacters(text).replace(/\r\n?/g, "\n"), "");

const linesOf = (text: string): string[] =>
  printable(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

export const lastLine = (text: string): string => linesOf(text).at(-1) ?? "";

export const firstLine = (text: string): string => linesOf(text)[0] ?? "";

export function truncate(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Go's format: `1h2m3s`, `2m0s`, `3s`. */
export function formatSeconds(total: number): string {
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}

/** `0.25s`, `3s`, `2m05s`. */
export function formatElapsed(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 1) return `${Number(seconds.toFixed(2))}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  return `${Math.floor(seconds / 60)}m${String(Math.floor(seconds % 60)).padStart(2, "0")}s`;
}
