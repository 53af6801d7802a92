/** Reads the text of systemd's unit files and of environment files, as systemd.syntax(7) and systemd.exec(5) describe them. */

/** Values by `Section.Key`, in the order in which they were set. An empty value removes the earlier ones. */
export type Settings = ReadonlyMap<string, readonly string[]>;

/** @param texts of the unit file and of its drop-ins, in order */
export function parseUnit(texts: readonly string[]): Settings {
  const settings = new Map<string, string[]>();
  for (const text of texts) {
    let section = "";
    for (const line of logicalLines(text)) {
      const header = /^\[(.+)\]$/.exec(line);
      if (header) section = header[1]!;
      const equals = line.indexOf("=");
      if (header || equals < 0) continue;
      const key = `${section}.${line.slice(0, equals).trim()}`;
      const value = line.slice(equals + 1).trim();
      settings.set(key, value === "" ? [] : [...(settings.get(key) ?? []), value]);
    }
  }
  return settings;
}

/** A backslash at the end of a line continues it. Comments within a continued line are skipped. */
function logicalLines(text: string): string[] {
  const lines: string[] = [];
  let open = "";
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (/^[#;]/.test(line)) continue;
    if (line.endsWith("\\")) open += `${line.slice(0, -1)} `;
    else {
      lines.push((open + line).trim());
      open = "";
    }
  }
  lines.push(open.trim());
  return lines.filter((line) => line !== "");
}

/** The lines `NAME=value` of an environment file. Other lines are ignored, as systemd does. */
export function parseEnvironmentFile(text: string): Record<string, string> {
  const pairs = logicalLines(text).flatMap((line) => {
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, unquote(value!)] as const];
  });
  return Object.fromEntries(pairs);
}

const unquote = (value: string): string =>
  /^(["'])(.*)\1$/.test(value) ? value.slice(1, -1).replaceAll(/\\(["\\$`])/g, "$1") : value;

/** Splits a line into words at spaces outside of quotes; a backslash keeps the character that follows it. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (character === "\\" && quote !== "'" && at + 1 < line.length) word = (word ?? "") + line[++at]!;
    else if (quote !== "" && character === quote) quote = "";
    else if (quote === "" && /["']/.test(character)) [quote, word] = [character, word ?? ""];
    else if (quote === "" && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

export interface Command {
  /** Words as written, with variables. */
  words: readonly string[];
  /** Prefix `-`: its failure counts as success. */
  ignoresFailure: boolean;
}

export function parseCommand(line: string): Command {
  const [, prefixes, rest] = /^([-@:+!]*)\s*(.*)$/s.exec(line)!;
  return { words: splitWords(rest!), ignoresFailure: prefixes!.includes("-") };
}

/**
 * Replaces `${NAME}` anywhere, and `$NAME` where it is a whole word, which then becomes as many words as its value has.
 * `$$` stands for one dollar sign.
 */
export function expand(words: readonly string[], environment: Readonly<Record<string, string>>): string[] {
  return words.flatMap((word) => {
    const [, name] = /^\$([A-Za-z_]\w*)$/.exec(word) ?? [];
    if (name !== undefined) return splitWords(environment[name] ?? "");
    const replace = (whole: string, inner?: string): string => (whole === "$$" ? "$" : (environment[inner!] ?? ""));
    return [word.replaceAll(/\$\$|\$\{([A-Za-z_]\w*)\}/g, replace)];
  });
}

const UNITS_MS: Record<string, number> = {
  ...{ us: 0.001, ms: 1, s: 1000, sec: 1000, m: 60_000, min: 60_000, h: 3_600_000, hr: 3_600_000, d: 86_400_000 },
};

/** A time span such as `5`, `1min 30s` or `infinity`, in milliseconds; `undefined` if it is malformed. */
export function parseTimeSpanMs(text: string): number | undefined {
  if (text === "infinity") return Infinity;
  if (!/^(\d+(\.\d+)?\s*[a-z]*\s*)+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)) {
    const scale = UNITS_MS[unit === "" ? "s" : unit!];
    if (scale === undefined) return undefined;
    sum += Number(number) * scale;
  }
  return sum;
}

export const parseBoolean = (text: string | undefined): boolean => /^(1|yes|true|on)$/i.test(text ?? "");
