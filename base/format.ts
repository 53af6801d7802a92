/** How every figure is written: three significant digits, a unit, and a dash for missing values. */

/** Units of measured values, in results, comparisons, reports and dashboards. */
export type Unit = "ms" | "req/s" | "%" | "cores" | "bytes" | "bytes/s" | "bytes/request" | "count";

export const NONE = "–";
const MINUS = "−";

/** `12.3 ms`, `1 234 req/s`, `4.56 MiB/s`; a dash for `null`. */
export function quantity(value: number | null, unit: Unit): string {
  if (value === null) return NONE;
  const suffix = unit === "count" ? "" : unit;
  if (!suffix.startsWith("bytes")) return `${number(value)} ${suffix}`.trimEnd();
  const step = Math.min(Math.max(Math.floor(Math.log2(Math.abs(value) || 1) / 10), 0), BYTES.length - 1);
  return `${number(value / 2 ** (10 * step))} ${BYTES[step]}${suffix.slice("bytes".length).replace("/request", "")}`;
}

const BYTES = ["B", "KiB", "MiB", "GiB", "TiB"];

/**
 * At least three significant digits, all digits of the whole part, no decimals for whole numbers, and digits in groups of
 * three.
 */
export function number(value: number, maxDecimals = 6): string {
  if (value === 0) return "0";
  const size = Math.abs(Number(value.toPrecision(3)));
  const decimals =
    size >= 100 || Number.isInteger(value) ? 0 : Math.min(Math.max(2 - Math.floor(Math.log10(size)), 0), maxDecimals);
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return "0";
  const [whole = "0", fraction] = text.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return `${value < 0 ? MINUS : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

const FIGURE = /\d+(?:[.\u202f]\d+)*/g;

/** With `0` for every figure: equal for texts that differ in figures only. */
export const withoutFigures = (text: string): string => text.replace(FIGURE, "0");

/** With a plus or minus sign; differences of percentages are in points. */
export function difference(value: number | null, unit: Unit): string {
  if (value === null) return NONE;
  const text = quantity(Math.abs(value), unit);
  if (text === quantity(0, unit)) return text;
  return `${value < 0 ? MINUS : "+"}${unit === "%" ? text.replace("%", "points") : text}`;
}

const TENFOLD = 9;
const factor = (relative: number): string => `× ${number(1 + relative)}`;

/** Both ends of an interval of relative changes, in the same form: factors if one of them is tenfold or more. */
export const ratios = (low: number, high: number): [string, string] =>
  low >= TENFOLD || high >= TENFOLD ? [factor(low), factor(high)] : [ratio(low), ratio(high)];

/** A relative change as a percentage with at most two decimals, or as a factor from tenfold. */
export function ratio(relative: number | null): string {
  if (relative === null) return NONE;
  if (relative >= TENFOLD) return factor(relative);
  const percent = number(Math.abs(100 * relative), 2);
  if (percent === "0") return "0 %";
  return `${relative < 0 ? MINUS : "+"}${percent} %`;
}
