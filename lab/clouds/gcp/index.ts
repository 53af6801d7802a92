/** Google Cloud, as far as stacks use it. */
import type { PacketRule } from "../../protocol/machines.ts";
import type { Kind, World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { addresses } from "./address.ts";
import { firewallRules, firewalls, packetRules, type Target } from "./firewall.ts";
import { instanceBody } from "./instance-body.ts";
import { disks, instances } from "./instance.ts";
import { networkOf, networks, subnetworks } from "./network.ts";

export { GCP_STYLE } from "./errors.ts";

export const GCP_KINDS: readonly Kind[] = [networks, subnetworks, addresses, firewalls, instances, disks];

export function gcpMachineRules(instance: Resource, world: World): PacketRule[] {
  const targets = world
    .all(instances.name)
    .filter(({ facts }) => facts.isGone !== true)
    .map((each) => targetOf(each, world));
  return packetRules(firewallRules(world), targetOf(instance, world), targets);
}

const targetOf = (instance: Resource, world: World): Target => ({
  network: networkOf(world.find(instance.facts.subnetwork as string)!),
  tags: instanceBody(instance).tags ?? [],
  address: instance.facts.networkIp as string,
});
