/** IPv4 ranges as numbers. */

export interface Range {
  first: number;
  last: number;
}

const toNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** @param cidr such as `10.0.0.0/16`; bits beyond the prefix are ignored, as in firewalls */
export function rangeOf(cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

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

const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** The first subnet with a prefix of `bits`; the network itself if it is not larger. */
export function firstSubnet(cidr: string, bits: number): string {
  const own = Number(cidr.split("/")[1]);
  return `${toAddress(rangeOf(cidr).first)}/${Math.max(own, bits)}`;
}
