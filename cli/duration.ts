import { CliError } from "./errors.ts";

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `3m`, `1h30m`, `500ms`; a bare number is seconds. */
export function parseDurationMs(text: string, option: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const whole = parts.map((part) => part[0]).join("");
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (parts.length === 0 || whole !== text)
    throw new CliError(
      "USAGE_DURATION",
      `Expected \`${option}\` to be a duration such as 90s, 3m or 1h30m, got \`${text}\`.`,
    );
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit!]!, 0);
}

/** For people: `850 ms`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function showDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return s % 60 === 0 ? `${s / 60} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.round((s % 3600) / 60)} min`;
}
