/** Ranges of IPv4 addresses. */
import { addressOf, numberOf, type Ipv4Range } from "../../base/ipv4.ts";

export type Range = Ipv4Range;

const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** `undefined`: not an address. */
export function parseAddress(text: string): number | undefined {
  const octets = ADDRESS.exec(text)?.slice(1).map(Number);
  if (!octets || octets.some((octet) => octet > 255)) return undefined;
  return numberOf(text);
}

/** A CIDR or a single address. `undefined`: neither, or an address with bits beyond the prefix. */
export function parseCidr(text: string): Range | undefined {
  const [address = "", bits = "32", more] = text.split("/");
  const first = parseAddress(address);
  if (first === undefined || more !== undefined || !/^\d{1,2}$/.test(bits) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

export const contains = (outer: Range, inner: Range): boolean => outer.first <= inner.first && inner.last <= outer.last;

export const overlaps = (a: Range, b: Range): boolean => a.first <= b.last && b.first <= a.last;

export function intersect(a: Range, b: Range): Range | undefined {
  return overlaps(a, b) ? { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) } : undefined;
}

export function subtract(from: Range, what: Range): Range[] {
  if (!overlaps(from, what)) return [from];
  const left = from.first < what.first ? [{ first: from.first, last: what.first - 1 }] : [];
  return from.last > what.last ? [...left, { first: what.last + 1, last: from.last }] : left;
}

/** The fewest CIDRs that cover exactly this range. */
export function toCidrs({ first, last }: Range): string[] {
  const cidrs: string[] = [];
  for (let next = first; next <= last;) {
    let bits = 32;
    const sizeOf = (prefix: number): number => 2 ** (32 - prefix);
    while (bits > 0 && next % sizeOf(bits - 1) === 0 && next + sizeOf(bits - 1) - 1 <= last) bits -= 1;
    cidrs.push(`${addressOf(next)}/${bits}`);
    next += sizeOf(bits);
  }
  return cidrs;
}

export const EVERYWHERE: Range = { first: 0, last: 2 ** 32 - 1 };
