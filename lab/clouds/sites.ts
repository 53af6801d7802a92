/** The sites and machines of the lab behind networks and machines of the clouds. */
import { notInTheLab } from "./api-error.ts";
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

const opening = new WeakMap<Resource, Promise<void>>();

/**
 * Opens the site of a network, before its first machine.
 *
 * @param cidrs of all subnets of the network
 * @throws ApiError if the network has got a subnet since
 */
export async function openSite(network: Resource, cidrs: readonly string[], mtu: number, world: World): Promise<void> {
  const { facts } = network;
  const known = facts.cidrs as string[] | undefined;
  if (known !== undefined && cidrs.some((cidr) => !known.includes(cidr)))
    throw notInTheLab("a subnet that is added to a network with machines");
  if (known === undefined) {
    facts.cidrs = [...cidrs];
    opening.set(network, world.machines.openSite({ name: facts.site as string, cidrs, mtu }));
  }
  try {
    await opening.get(network);
  } catch (error) {
    delete facts.cidrs;
    throw error;
  }
  world.touched(network);
}

export async function closeSite({ facts }: Resource, world: World): Promise<void> {
  if (facts.cidrs !== undefined) await world.machines.closeSite(facts.site as string);
}
