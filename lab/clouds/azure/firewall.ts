/** The packet rules of each machine, from the security groups of its subnet and of its interface. */
import type { PacketRule } from "../../protocol/machines.ts";
import { parseCidr } from "../cidr.ts";
import type { World } from "../kind.ts";
import { bothAllow } from "../packet-rules.ts";
import type { Resource } from "../store.ts";
import { parentOf } from "./id.ts";
import { interfaceId, machineBody } from "./machine-body.ts";
import { bodyOf } from "./network-interface.ts";
import { rulesOf } from "./security-group.ts";
import { packetRules, type NetworkView, type RuleBody } from "./security-rules.ts";
import { networkPrefixes, type SubnetBody } from "./virtual-network.ts";

export function machineRules(vm: Resource, world: World): PacketRule[] {
  const nic = world.find(interfaceId(machineBody(vm)))!;
  const subnet = world.find(bodyOf(nic).ipConfigurations![0]!.subnet!.id!)!;
  const network = world.find(parentOf(subnet.id))!;
  const view: NetworkView = {
    ranges: networkPrefixes(network).map((prefix) => parseCidr(prefix)!),
    address: parseCidr(nic.facts.privateIPAddress as string)!,
  };
  const groups = [
    (subnet.body as unknown as SubnetBody).networkSecurityGroup?.id,
    bodyOf(nic).networkSecurityGroup?.id,
  ];
  const lists = groups.filter((id) => id !== undefined).map((id) => packetRules(activeRules(id, world), view));
  // Without a group, a standard public address lets nothing in from outside.
  if (lists.length === 0) return packetRules([], view);
  return lists.reduce(bothAllow);
}

const activeRules = (group: string, world: World): RuleBody[] =>
  rulesOf(group, world)
    .filter(({ facts }) => facts.isGone !== true)
    .map(({ body }) => body as unknown as RuleBody);
