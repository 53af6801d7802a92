/** IPv4 ranges by their CIDRs. */
import { addressOf, rangeOf } from "../../base/ipv4.ts";

export function overlaps(a: string, b: string): boolean {
  const [one, other] = [rangeOf(a), rangeOf(b)];
  return one.first <= other.last && other.first <= one.last;
}

/** Whether every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [wide, narrow] = [rangeOf(outer), rangeOf(inner)];
  return wide.first <= narrow.first && narrow.last <= wide.last;
}

/** Whether a range is wider than any network of a single owner. Half of the internet counts as the world too. */
export const isWorld = (cidr: string): boolean => Number(cidr.split("/")[1] ?? 32) < 8;

/** The first subnet with a prefix of `bits`; the network itself if it is not larger. */
export function firstSubnet(cidr: string, bits: number): string {
  const own = Number(cidr.split("/")[1]);
  return `${addressOf(rangeOf(cidr).first)}/${Math.max(own, bits)}`;
}
