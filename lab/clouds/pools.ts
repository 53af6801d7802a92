/** Chooses addresses that nobody has. */
import { addressOf } from "../../base/ipv4.ts";
import { ApiError } from "./api-error.ts";
import { parseAddress, type Range } from "./cidr.ts";
import type { World } from "./kind.ts";

/** A range of public addresses. */
export interface Pool extends Range {
  /** How many at its begin are never given away. */
  skipped: number;
}

/**
 * The address after the one that was given away last, so that a new machine does not get the address of one that was
 * just deleted.
 *
 * @param fact the fact of resources that holds addresses of the pool
 */
export function freeAddress({ first, last, skipped }: Pool, fact: string, world: World): string {
  const size = last - first - skipped;
  const used = new Set(world.everything().map(({ facts }) => facts[fact]));
  const start = world.nextInPool(fact);
  for (let i = 0; i < size; i += 1) {
    const address = addressOf(first + skipped + ((start + i) % size));
    if (used.has(address)) continue;
    world.takenFromPool(fact, start + i + 1);
    return address;
  }
  throw new ApiError(
    503,
    "PublicIpPoolExhausted",
    "The lab has no public address left: delete machines of other runs.",
  );
}

/** The first free address of a range. `undefined`: there is none. */
export function firstFree(range: Range, used: ReadonlySet<string>): string | undefined {
  for (let address = range.first; address <= range.last; address += 1)
    if (!used.has(addressOf(address))) return addressOf(address);
  return undefined;
}

export const isAddressIn = (text: string, range: Range): boolean => {
  const address = parseAddress(text);
  return address !== undefined && address >= range.first && address <= range.last;
};
