/** The words of a `journalctl` command line. */
import { OUTPUT_MODES, type OutputMode } from "./journal-format.ts";

export interface JournalctlWords {
  units: string[];
  /** `Infinity`: all. */
  lines: number;
  output: OutputMode;
  sinceMs: number;
}

const WITHOUT_EFFECT = ["--no-pager", "--quiet", "-q", "-x", "--catalog", "-b", "--boot", "--all", "-a", "--utc", "-e"];
const OPTIONS: Record<string, string> = {
  ...{ "-u": "unit", "--unit": "unit", "-n": "lines", "--lines": "lines" },
  ...{ "-o": "output", "--output": "output", "-S": "since", "--since": "since" },
};
const RELATIVE = /^-?(\d+)\s*(s|sec|seconds?|m|min|minutes?|h|hours?)(?: ago)?$/;

/** @throws Error for an option or value that is not supported, also where the real one knows it */
export function parseJournalctl(words: readonly string[], nowMs: number): JournalctlWords {
  const parsed: JournalctlWords = { units: [], lines: Infinity, output: "short", sinceMs: 0 };
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (WITHOUT_EFFECT.includes(word)) continue;
    // Short options may be joined, as in -xeu.
    if (/^-[a-zA-Z]{2}/.test(word) && WITHOUT_EFFECT.includes(word.slice(0, 2))) {
      rest.unshift(`-${word.slice(2)}`);
      continue;
    }
    const [, option = "", joined] = /^(--[a-z-]+|-[a-zA-Z])(?:=?(.*))?$/s.exec(word) ?? [];
    const name = OPTIONS[option];
    const isShortOrHasEquals = joined !== undefined && joined !== "";
    if (name === undefined) throw new Error(`unrecognized option '${word}'`);
    const value = isShortOrHasEquals ? joined : rest.shift();
    if (value === undefined) throw new Error(`option '${option}' requires an argument`);
    set(parsed, name, value, nowMs);
  }
  if (parsed.units.length === 0) throw new Error("name a unit with --unit: there is no journal of the whole machine");
  return parsed;
}

function set(parsed: JournalctlWords, name: string, value: string, nowMs: number): void {
  if (name === "unit") parsed.units.push(value);
  else if (name === "output") {
    const mode = OUTPUT_MODES.find((known) => known === value);
    if (mode === undefined) throw new Error(`Unknown output format '${value}'.`);
    parsed.output = mode;
  } else if (name === "lines") {
    if (value !== "all" && !/^\d+$/.test(value)) throw new Error(`Failed to parse lines '${value}'`);
    parsed.lines = value === "all" ? Infinity : Number(value);
  } else parsed.sinceMs = timeOf(value, nowMs);
}

function timeOf(text: string, nowMs: number): number {
  const [, number, unit] = RELATIVE.exec(text) ?? [];
  if (number !== undefined)
    return nowMs - Number(number) * { s: 1000, m: 60_000, h: 3_600_000 }[unit![0] as "s" | "m" | "h"];
  const atMs = text.startsWith("@") ? Number(text.slice(1)) * 1000 : Date.parse(`${text.replace(" ", "T")}Z`);
  if (Number.isNaN(atMs)) throw new Error(`Failed to parse timestamp: ${text}`);
  return atMs;
}
