/** The sites and machines of the lab behind networks and machines of the clouds. */
import type { World } from "./kind.ts";
import type { Resource } from "./store.ts";

/** The name, or with a number if another network has it. */
export const freeSiteName = (name: string, world: World): string => freeName(name, "site", world);

/** A name for a machine of the lab. */
export const freeMachineName = (name: string, world: World): string => freeName(name, "machine", world);

function freeName(name: string, fact: "site" | "machine", world: World): string {
  const used = new Set(world.everything().map(({ facts }) => facts[fact]));
  for (let i = 1; ; i += 1) {
    const candidate = i === 1 ? name : `${name}-${i}`;
    if (!used.has(candidate)) return candidate;
  }
}

/** Sites are opened and extended one after the other. */
const opening = new WeakMap<Resource, Promise<void>>();

/**
 * Opens the site of a network before its first machine, and opens it again, with all ranges, before the first machine in
 * a subnet that is new.
 *
 * @param cidrs of all subnets of the network
 */
export function openSite(network: Resource, cidrs: readonly string[], mtu: number, world: World): Promise<void> {
  const open = async (): Promise<void> => {
    const known = (network.facts.cidrs ?? []) as string[];
    if (cidrs.every((cidr) => known.includes(cidr))) return;
    await world.machines.openSite({ name: network.facts.site as string, cidrs, mtu });
    network.facts.cidrs = [...cidrs];
    world.touched(network);
  };
  const opened = (opening.get(network) ?? Promise.resolve()).then(open, open);
  opening.set(network, opened);
  return opened;
}

export async function closeSite({ facts }: Resource, world: World): Promise<void> {
  if (facts.cidrs !== undefined) await world.machines.closeSite(facts.site as string);
}
