import { parseDurationMs as parse } from "../base/duration.ts";
import { CliError } from "./errors.ts";

export function parseDurationMs(text: string, option: string): number {
  // A bare number means seconds.
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parse(text);
  if (ms === undefined)
    throw new CliError(
      "USAGE_DURATION",
      `Expected \`${option}\` to be a duration such as 90s, 3m or 1h30m, got \`${text}\`.`,
    );
  return ms;
}

/** For people: `850 ms`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function showDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
}
