/** Azure, as far as stacks use it. */
import type { Kind } from "../kind.ts";
import { networkInterfaces } from "./network-interface.ts";
import { publicIpAddresses } from "./public-address.ts";
import { resourceGroups } from "./resource-group.ts";
import { schedules } from "./schedule.ts";
import { networkSecurityGroups, securityRules } from "./security-group.ts";
import { disks, virtualMachines } from "./virtual-machine.ts";
import { subnets, virtualNetworks } from "./virtual-network.ts";

export { AZURE_STYLE } from "./errors.ts";
export { machineRules as azureMachineRules } from "./firewall.ts";

export const AZURE_KINDS: readonly Kind[] = [
  resourceGroups,
  virtualNetworks,
  subnets,
  networkSecurityGroups,
  securityRules,
  publicIpAddresses,
  networkInterfaces,
  virtualMachines,
  disks,
  schedules,
];
