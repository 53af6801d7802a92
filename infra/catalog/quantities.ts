/** Kubernetes quantities of CPU and memory, such as `200m` and `128Mi`, as the configuration takes them. Pure. */

const QUANTITY = /^(\d+(?:\.\d+)?)(m|Ki|Mi|Gi)?$/;
const MIB_PER_UNIT: Record<string, number> = { Ki: 1 / 1024, Mi: 1, Gi: 1024 };

function partsOf(quantity: string): { value: number; unit: string } | undefined {
  const [, value, unit = ""] = QUANTITY.exec(quantity) ?? [];
  return value === undefined ? undefined : { value: Number(value), unit };
}

/** Cores; `undefined` for what is no quantity of CPU. */
export function coresOf(quantity: string): number | undefined {
  const parts = partsOf(quantity);
  if (parts?.unit === "m") return parts.value / 1000;
  return parts?.unit === "" ? parts.value : undefined;
}

/** Mebibytes; `undefined` for what is no quantity of memory, or has another unit. */
export function mebibytesOf(quantity: string): number | undefined {
  const parts = partsOf(quantity);
  const perUnit = parts && MIB_PER_UNIT[parts.unit];
  return perUnit === undefined ? undefined : parts!.value * perUnit;
}

/** A multiple, in the same unit: twice `200m` is `400m`. `undefined` for what is no quantity. */
export function timesQuantity(quantity: string, factor: number): string | undefined {
  const parts = partsOf(quantity);
  return parts && `${Number((parts.value * factor).toPrecision(12))}${parts.unit}`;
}
