/** Where an instance is attached to the network. */
import { notInTheLab } from "../api-error.ts";
import type { World } from "../kind.ts";
import { isAddressIn } from "../pools.ts";
import type { Resource } from "../store.ts";
import { internalAddresses, inUseAddress, isExternal, reservedAddress, usableRange, userOf } from "./address.ts";
import { checkReference } from "./checks.ts";
import { invalid, invalidField } from "./errors.ts";
import type { InstanceBody } from "./instance-body.ts";

/** The subnetwork of an instance, and its addresses as far as the client has chosen them. */
export interface Attachment {
  subnetwork: Resource;
  networkIp: string | undefined;
  natIp: string | null;
}

export function checkInterface(
  id: string,
  body: InstanceBody,
  project: string,
  region: string,
  world: World,
): Attachment {
  const [nic, ...others] = body.networkInterfaces;
  if (!nic) throw invalid("At least one network interface is required.");
  if (others.length > 0) throw notInTheLab("instances with several network interfaces");
  if (nic.subnetwork === undefined) throw notInTheLab("interfaces that name no subnetwork");
  const field = "networkInterfaces[0]";
  const subnetwork = checkReference(
    nic.subnetwork,
    `projects/${project}/regions/${region}/subnetworks`,
    `${field}.subnetwork`,
    world,
  );
  if (subnetwork.id.split("/")[3] !== region)
    throw invalidField(`${field}.subnetwork`, nic.subnetwork, "The subnetwork must be in the region of the instance.");
  checkInternal(id, subnetwork, nic.networkIp, `${field}.networkIP`, project, region, world);
  return {
    subnetwork,
    networkIp: nic.networkIp,
    natIp: checkExternal(id, nic.accessConfigs ?? [], project, region, world),
  };
}

function checkInternal(
  id: string,
  subnetwork: Resource,
  address: string | undefined,
  field: string,
  project: string,
  region: string,
  world: World,
): void {
  if (address === undefined) return;
  if (!isAddressIn(address, usableRange(subnetwork)))
    throw invalidField(field, address, "The IP address is not in the range of the subnetwork.");
  const reserved = reservedAddress(address, project, region, world);
  const user = reserved ? userOf(reserved, world) : undefined;
  const isFree = reserved
    ? user === undefined || user.id === id
    : !internalAddresses(subnetwork.id, world).has(address);
  const isOwn = world.find(id)?.facts.networkIp === address;
  if (!isFree && !isOwn) throw inUseAddress(address);
}

function checkExternal(
  id: string,
  configs: { natIp?: string; networkTier?: string }[],
  project: string,
  region: string,
  world: World,
): string | null {
  const [config, ...others] = configs;
  if (!config) return null;
  if (others.length > 0) throw invalid("At most one access config currently supported.");
  const { natIp, networkTier = "PREMIUM" } = config;
  if (networkTier !== "PREMIUM" && networkTier !== "STANDARD")
    throw invalidField(
      "networkInterfaces[0].accessConfigs[0].networkTier",
      networkTier,
      "Must be PREMIUM or STANDARD.",
    );
  if (natIp === undefined) throw notInTheLab("external addresses that are not reserved");
  const reserved = reservedAddress(natIp, project, region, world);
  if (!reserved || !isExternal(reserved))
    throw invalidField(
      "networkInterfaces[0].accessConfigs[0].natIP",
      natIp,
      `The specified external IP address '${natIp}' was not found in region '${region}'.`,
    );
  const tier = (reserved.body.networkTier as string | undefined) ?? "PREMIUM";
  if (tier !== networkTier)
    throw invalid(
      `The network tier of external IP address is ${tier}, that of Access Config is ${networkTier}. They must be the same.`,
    );
  const user = userOf(reserved, world);
  if (user && user.id !== id) throw invalid(`External IP address: ${natIp} is already in-use.`);
  return natIp;
}
