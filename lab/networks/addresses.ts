/** Sets of IPv4 addresses and ports, as ranges. Pure. */
import * as ipv4 from "../../base/ipv4.ts";

export type Range = readonly [first: number, last: number];

/** @param cidr `a.b.c.d/n`, or one address */
export function rangeOf(cidr: string): Range {
  const { first, last } = ipv4.rangeOf(cidr);
  return [first, last];
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
  ipv4.numberOf(address) >= range[0] && ipv4.numberOf(address) <= range[1];

/** The lab's internet. */
export const PUBLIC_CIDRS = ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"];

export const isPublic = (address: string): boolean => PUBLIC_CIDRS.some((cidr) => contains(rangeOf(cidr), address));
