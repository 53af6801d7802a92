/** Kubernetes quantities of CPU and memory, such as `200m` and `128Mi`. Pure. */

const QUANTITY = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/;
const UNITS: Readonly<Record<string, number>> = {
  ...{ "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};
/** A thousandth. */
const MILLI = "m";
/** Units that the configuration takes. */
const OF_CPU = ["", MILLI];
const OF_MEMORY = ["Ki", "Mi", "Gi"];

/** `undefined` for what is no quantity, or has another unit than these. */
function partsOf(quantity: string, units: readonly string[]): { value: number; unit: string } | undefined {
  const [, value, unit = ""] = QUANTITY.exec(quantity) ?? [];
  return value !== undefined && units.includes(unit) ? { value: Number(value), unit } : undefined;
}

function valueOf(quantity: string, units: readonly string[]): number | undefined {
  const parts = partsOf(quantity, units);
  return parts && (parts.unit === MILLI ? parts.value / 1000 : parts.value * UNITS[parts.unit]!);
}

/** The value of any quantity, in cores or bytes; NaN for what is none. */
export const quantityOf = (quantity: string): number => valueOf(quantity, [MILLI, ...Object.keys(UNITS)]) ?? Number.NaN;

/** Cores; `undefined` for what is no quantity of CPU. */
export const coresOf = (quantity: string): number | undefined => valueOf(quantity, OF_CPU);

/** Mebibytes; `undefined` for what is no quantity of memory, or has another unit. */
export function mebibytesOf(quantity: string): number | undefined {
  const bytes = valueOf(quantity, OF_MEMORY);
  return bytes === undefined ? undefined : bytes / UNITS.Mi!;
}

/** A multiple, in the same unit: twice `200m` is `400m`. `undefined` for what is no quantity. */
export function timesQuantity(quantity: string, factor: number): string | undefined {
  const parts = partsOf(quantity, [...OF_CPU, ...OF_MEMORY]);
  return parts && `${Number((parts.value * factor).toPrecision(12))}${parts.unit}`;
}
