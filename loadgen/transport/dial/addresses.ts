import { isIPv6 } from "node:net";

const familyOf = (address: string): 4 | 6 => (isIPv6(address) ? 6 : 4);

/** Alternates between the families, beginning with the first address's (RFC 8305, section 4). */
export function interleaveFamilies(addresses: readonly string[]): string[] {
  const [first] = addresses;
  if (first === undefined) return [];
  const family = familyOf(first);
  const own = addresses.filter((address) => familyOf(address) === family);
  const other = addresses.filter((address) => familyOf(address) !== family);
  const rounds = Math.max(own.length, other.length);
  return Array.from({ length: rounds }, (_, round) => [
    ...own.slice(round, round + 1),
    ...other.slice(round, round + 1),
  ]).flat();
}

/**
 * The order in which a user tries a name's addresses. Users begin with the addresses of the first one's family in turn, as
 * DNS would spread separate clients. Only addresses of the local address's family can be reached from it.
 */
export function addressesOf(user: number, all: readonly string[], localAddress: string | undefined): string[] {
  const usable = localAddress === undefined ? all : all.filter((each) => familyOf(each) === familyOf(localAddress));
  const [first] = usable;
  if (first === undefined) return [];
  const own = usable.filter((address) => familyOf(address) === familyOf(first));
  const begin = user % own.length;
  const others = usable.filter((address) => familyOf(address) !== familyOf(first));
  return interleaveFamilies([...own.slice(begin), ...own.slice(0, begin), ...others]);
}
