/** Sets of IPv4 addresses and ports, as ranges. Pure. */

export type Range = readonly [first: number, last: number];

export const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

export const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

/** @param cidr `a.b.c.d/n`, or one address */
export function rangeOf(cidr: string): Range {
  const [address, length = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(numberOf(address!) / size) * size;
  return [first, first + size - 1];
}

/** The same set by the fewest ranges, in order. */
export function mergeRanges(ranges: readonly Range[]): Range[] {
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

export const contains = (range: Range, address: string): boolean =>
  numberOf(address) >= range[0] && numberOf(address) <= range[1];

/** The lab's internet. */
export const PUBLIC_CIDRS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];

export const isPublic = (address: string): boolean => PUBLIC_CIDRS.some((cidr) => contains(rangeOf(cidr), address));
