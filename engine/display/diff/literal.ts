/** Formats scalars as Go does. */

const NAMED: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** Escapes characters that have no glyph or could move the cursor. */
export const escaped = (text: string): string =>
  text.replace(/["\\]|\p{C}|(?! )\p{Z}/gu, (char) => NAMED[char] ?? codeOf(char.codePointAt(0) as number));

export const quoted = (text: string): string => `"${escaped(text)}"`;

function codeOf(code: number): string {
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

/** Integers without an exponent; other numbers with one if they are less than 1e-4 or at least 1e6. */
export function numeral(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [mantissa, power] = value.toExponential().split("e") as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(value);
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

const MAX_LINES = 3;
const MAX_LINE_LENGTH = 150;

/** Truncates a text to its first lines, and each of them to a maximum length. */
export function shortened(text: string): string {
  const lines = text.split("\n");
  const kept = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_LINE_LENGTH ? `${line.slice(0, MAX_LINE_LENGTH)}...` : line));
  return [...kept, ...(lines.length > MAX_LINES ? ["..."] : [])].join("\n");
}
