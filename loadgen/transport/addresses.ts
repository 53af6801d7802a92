import { isIPv6 } from "node:net";

const familyOf = (address: string): 4 | 6 => (isIPv6(address) ? 6 : 4);

/** Alternates between the families, beginning with the first address's (RFC 8305, section 4). */
export function interleaveFamilies(addresses: readonly string[]): string[] {
  const { first: own, others: other } = byFamily(addresses);
  const rounds = Math.max(own.length, other.length);
  return Array.from({ length: rounds }, (_, round) => [
    ...own.slice(round, round + 1),
    ...other.slice(round, round + 1),
  ]).flat();
}

/** Addresses of a host name. */
export interface HostAddresses {
  /** Of one family; users begin with them in turn, as DNS would spread separate clients. Empty only without any address. */
  first: readonly string[];
  /** Tried when those fail. */
  others: readonly string[];
}

/** Prefers the first address's family. */
export function byFamily(addresses: readonly string[]): HostAddresses {
  const [first] = addresses;
  if (first === undefined) return { first: [], others: [] };
  const isFirst = (address: string) => familyOf(address) === familyOf(first);
  return { first: addresses.filter(isFirst), others: addresses.filter((address) => !isFirst(address)) };
}

/** The order in which a user tries a host's addresses. Only those of the local address's family can be reached from it. */
export function addressesOf(user: number, host: HostAddresses, localAddress: string | undefined): string[] {
  const { first, others } = localAddress === undefined ? host : ofFamily(host, familyOf(localAddress));
  const begin = user % first.length;
  return interleaveFamilies([...first.slice(begin), ...first.slice(0, begin), ...others]);
}

function ofFamily({ first, others }: HostAddresses, family: 4 | 6): HostAddresses {
  const isUsable = (address: string) => familyOf(address) === family;
  const usable = first.filter(isUsable);
  return usable.length > 0
    ? { first: usable, others: others.filter(isUsable) }
    : { first: others.filter(isUsable), others: [] };
}
