/** Plain YAML scalars as Pulumi reads them, which is as gopkg.in/yaml.v3 does (resolve.go): `012` is 10, `yes` is a text. */

/** A whole number that is no exact JavaScript number is a bigint. */
export type Scalar = null | boolean | number | bigint | string;

const NAMED = new Map<string, Scalar>([
  ...["true", "True", "TRUE"].map((text) => [text, true] as const),
  ...["false", "False", "FALSE"].map((text) => [text, false] as const),
  ...["", "~", "null", "Null", "NULL"].map((text) => [text, null] as const),
  ...[".nan", ".NaN", ".NAN"].map((text) => [text, NaN] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map((text) => [text, Infinity] as const),
  ...["-.inf", "-.Inf", "-.INF"].map((text) => [text, -Infinity] as const),
]);

export function resolveScalar(text: string): Scalar {
  if (NAMED.has(text)) return NAMED.get(text)!;
  if (!/^[-+.\d]/.test(text)) return text;
  const isDecimal = text.startsWith(".");
  return (isDecimal ? undefined : (timestamp(text) ?? integer(text))) ?? float(text) ?? text;
}

/** Whether a text needs quotes to stay a text, also for readers of YAML 1.1, for which `yes` and `1:30` are none. */
export const needsQuotes = (text: string): boolean =>
  typeof resolveScalar(text) !== "string" ||
  timestamp(text) !== undefined ||
  /^(y|n|yes|no|on|off)$/i.test(text) ||
  /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?$/.test(text);

const RADIX_PREFIXES: Record<string, string> = { x: "0x", o: "0o", b: "0b" };

/** A leading zero means octal; digits that are not octal make it a float. */
function integer(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:0([xob])([\da-f]+)|0([0-7]+)|(\d+))$/i.exec(text.replaceAll("_", ""));
  if (!match) return undefined;
  const [, sign, radix, digits, octal, decimal] = match;
  if (decimal !== undefined && /^0\d/.test(decimal)) return undefined;
  const prefix = radix !== undefined ? RADIX_PREFIXES[radix.toLowerCase()] : octal !== undefined ? "0o" : "";
  const size = bigintOf(`${prefix}${digits ?? octal ?? decimal}`);
  if (size === undefined) return undefined;
  const value = sign === "-" ? -size : size;
  const isUnsigned = sign === "" && value < 2n ** 64n;
  if (!isUnsigned && (value < -(2n ** 63n) || value >= 2n ** 63n)) return undefined;
  return exact(value);
}

function bigintOf(text: string): bigint | undefined {
  try {
    return BigInt(text);
  } catch {
    return undefined;
  }
}

/** As a JavaScript number if that loses no digit. */
export const exact = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

function float(text: string): number | undefined {
  const plain = text.startsWith(".") ? text : text.replaceAll("_", "");
  if (!/^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/i.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)?)?$/;

/** A date becomes the text that Go prints for a time: `2026-11-29 00:00:00 +0000 UTC`. */
function timestamp(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [, year, month, day, separator, hour = "0", minute = "0", second = "0", fraction = "", zone] = match;
  // With a space there is no zone; with a T there must be one.
  if (separator !== undefined && (separator === " ") !== (zone === undefined)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const two = (digits: string | undefined) => (digits ?? "").padStart(2, "0");
  const nanoseconds = fraction.slice(0, 9).replace(/0+$/, "");
  const offset = zone === undefined || zone === "Z" || zone.endsWith("00:00") ? "+0000" : zone.replace(":", "");
  const name = offset === "+0000" ? "UTC" : offset;
  const time = `${two(hour)}:${two(minute)}:${two(second)}${nanoseconds && `.${nanoseconds}`}`;
  return `${year}-${two(month)}-${two(day)} ${time} ${offset} ${name}`;
}
