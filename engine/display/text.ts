/** Text from programs and providers, made safe to print. Pure. */
import { stripVTControlCharacters } from "node:util";
import { printable as withoutControls } from "../../base/printable.ts";

/** Without escape sequences and unprintable characters: nothing moves the cursor, hides or reorders text. */
export const printable = (text: string): string =>
  withoutControls(stripVTControlCharacters(text).replace(/\r\n?/g, "\n"), "");

const linesOf = (text: string): string[] =>
  printable(text)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** What a provider said most recently. */
export const lastLine = (text: string): string => linesOf(text).at(-1) ?? "";

/** What a problem is; what follows tells where. */
export const firstLine = (text: string): string => linesOf(text)[0] ?? "";

export function truncate(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** As Go writes it, without units that are zero at the front: `1h2m3s`. */
export function formatSeconds(total: number): string {
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}

/** Two significant digits below a second, whole seconds below a minute, then minutes. */
export function formatDuration(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 1) return `${Number(seconds.toFixed(2))}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  return `${Math.floor(seconds / 60)}m${String(Math.floor(seconds % 60)).padStart(2, "0")}s`;
}
