/** IPv4 addresses as numbers. */

/** @param address a valid one: nothing is checked */
export const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);

export const addressOf = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");

/** Both ends included. */
export interface Ipv4Range {
  first: number;
  last: number;
}

/** @param cidr such as `10.0.0.0/16`, or one address; bits beyond the prefix are ignored, as in firewalls */
export function rangeOf(cidr: string): Ipv4Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(numberOf(address) / size) * size;
  return { first, last: first + size - 1 };
}
