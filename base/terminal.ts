/** The width of what is written to a stream: `COLUMNS`, else that of its terminal; `undefined` for files and pipes. */
export function terminalWidth(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  env: NodeJS.ProcessEnv = process.env,
): number | undefined {
  const declared = env["COLUMNS"] ?? "";
  if (/^[1-9]\d{0,4}$/.test(declared)) return Number(declared);
  // A terminal that does not say how wide it is says 0.
  return isTTY === true ? columns || undefined : undefined;
}

/** Whether the locale has characters beyond ASCII; where none is set, as in most containers, it is taken to be UTF-8. */
export function isUnicode(env: NodeJS.ProcessEnv = process.env): boolean {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "UTF-8";
  return /utf-?8/i.test(locale);
}

/** As long as what they stand for, so that columns stay aligned: hence the spaces. */
const ASCII: readonly (readonly [string, string])[] = [
  ["→ ", "->"],
  [" ±", "+-"],
  ["≥ ", ">="],
  ["–", "-"],
  ["−", "-"],
  ["×", "x"],
  ["▲", "^"],
  ["▼", "v"],
  ["✓", "+"],
  ["✗", "x"],
  ["…", "~"],
  ["µ", "u"],
  ["\u202f", " "],
];

/** Text with the signs of tables and figures in ASCII; names keep their own characters. */
export const toAscii = (text: string): string =>
  ASCII.reduce((before, [sign, ascii]) => before.replaceAll(sign, ascii), text);
