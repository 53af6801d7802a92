/** Virtual networks and their subnets. Each network is a site of the lab. */
import { notInTheLab } from "../api-error.ts";
import { contains, overlaps, parseCidr } from "../cidr.ts";
import type { JsonObject } from "../json.ts";
import type { Kind, World } from "../kind.ts";
import { closeSite, freeSiteName } from "../sites.ts";
import type { Resource } from "../store.ts";
import { checkNetworkName, checkPlace, checkPrefix, checkReference, checkTags } from "./checks.ts";
import { AZURE_STYLE, badRequest } from "./errors.ts";
import { parentOf, pathOf, sameId } from "./id.ts";
import { shown } from "./shown.ts";

/** Of the interfaces of its machines. */
export const MTU = 1500;

interface NetworkBody {
  addressSpace?: { addressPrefixes?: string[] };
  subnets?: unknown[];
  tags?: Record<string, string>;
}

export interface SubnetBody {
  addressPrefix?: string;
  addressPrefixes?: string[];
  networkSecurityGroup?: { id?: string };
  defaultOutboundAccess?: boolean;
}

export const subnetPrefixes = (subnet: Resource): string[] => {
  const { addressPrefix, addressPrefixes } = subnet.body as unknown as SubnetBody;
  return addressPrefixes ?? [addressPrefix!];
};

export const networkPrefixes = (network: Resource): string[] =>
  (network.body as unknown as NetworkBody).addressSpace?.addressPrefixes ?? [];

const SUBNETS = "Microsoft.Network/virtualNetworks/subnets";

export const subnetsOf = (network: string, world: World): Resource[] =>
  world.all(SUBNETS).filter(({ id }) => sameId(parentOf(id), network));

export const virtualNetworks: Kind = {
  name: "Microsoft.Network/virtualNetworks",
  path: pathOf("Microsoft.Network/virtualNetworks/{name}"),
  seconds: { create: 4, update: 4, delete: 11 },
  accept(change, world) {
    const { id, parts, old } = change;
    const { addressSpace, subnets, tags } = change.body as unknown as NetworkBody;
    checkNetworkName(parts.name!);
    const location = checkPlace(change, this.name, world);
    checkTags(tags);
    if (subnets !== undefined && subnets.length > 0)
      throw notInTheLab("subnets that are declared within a virtual network");
    const prefixes = addressSpace?.addressPrefixes ?? [];
    if (prefixes.length === 0)
      throw badRequest("InvalidRequestFormat", `Virtual network ${id} must have at least one address prefix.`);
    const ranges = prefixes.map((prefix) => checkPrefix(prefix, id));
    if (ranges.some((range, i) => ranges.slice(0, i).some((other) => overlaps(range, other))))
      throw badRequest(
        "NetcfgVirtualNetworkAddressPrefixesOverlap",
        `Address prefixes of virtual network ${parts.name!} overlap.`,
      );
    for (const subnet of old ? subnetsOf(id, world) : [])
      for (const prefix of subnetPrefixes(subnet))
        if (!ranges.some((range) => contains(range, parseCidr(prefix)!)))
          throw badRequest(
            "InUsePrefixCannotBeDeleted",
            `IpPrefix on subnet ${subnet.id} is used and cannot be deleted.`,
          );
    if (old) return { location };
    return { location, resourceGuid: world.guid(), site: freeSiteName(`azure-${location}`, world) };
  },
  acceptDelete({ id }, world) {
    for (const subnet of subnetsOf(id, world)) subnets.acceptDelete!(subnet, world);
  },
  async remove(network, world) {
    for (const subnet of subnetsOf(network.id, world)) await world.purge(subnet);
    await closeSite(network, world);
  },
  view: (network, world) => ({
    ...shown(network),
    addressSpace: network.body.addressSpace,
    enableDdosProtection: false,
    resourceGuid: network.facts.resourceGuid,
    subnets: subnetsOf(network.id, world).map((subnet) => subnets.view(subnet, world)),
    virtualNetworkPeerings: [],
  }),
};

/** Azure needs five addresses of a subnet for itself. */
const MIN_ADDRESSES = 8;

export const subnets: Kind = {
  name: SUBNETS,
  path: pathOf("Microsoft.Network/virtualNetworks/{network}/subnets/{name}"),
  seconds: { create: 4, update: 4, delete: 11 },
  holds: (id) => [parentOf(id)],
  accept({ id, parts, body, old }, world) {
    const { addressPrefix, addressPrefixes, networkSecurityGroup } = body as unknown as SubnetBody;
    const network = world.find(parentOf(id));
    if (!network) throw AZURE_STYLE.notFound(parentOf(id));
    checkNetworkName(parts.name!);
    if ((addressPrefix === undefined) === (addressPrefixes === undefined))
      throw badRequest("InvalidRequestFormat", `Subnet ${id} must have either addressPrefix or addressPrefixes.`);
    const prefixes = addressPrefixes ?? [addressPrefix!];
    const outer = networkPrefixes(network).map((prefix) => parseCidr(prefix)!);
    const others = subnetsOf(network.id, world).filter((subnet) => !sameId(subnet.id, id));
    for (const prefix of prefixes) {
      const range = checkPrefix(prefix, id);
      if (!outer.some((each) => contains(each, range)) || range.last - range.first + 1 < MIN_ADDRESSES)
        throw badRequest(
          "NetcfgInvalidSubnet",
          `Subnet '${parts.name!}' is not valid in virtual network '${parts.network!}'.`,
        );
      for (const other of others)
        if (subnetPrefixes(other).some((each) => overlaps(parseCidr(each)!, range)))
          throw badRequest(
            "NetcfgSubnetRangesOverlap",
            `Subnet '${parts.name!}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${parts.network!}'.`,
          );
    }
    if (old && interfacesIn(id, world).length > 0 && subnetPrefixes(old).join() !== prefixes.join())
      throw badRequest(
        "InUsePrefixCannotBeDeleted",
        `IpPrefix ${subnetPrefixes(old).join(", ")} on Subnet ${parts.name!} has active allocations and cannot be deleted.`,
      );
    const region = network.facts.location as string;
    if (networkSecurityGroup?.id !== undefined) checkReference(id, networkSecurityGroup.id, region, world);
    return {};
  },
  acceptDelete({ id }, world) {
    const [used] = interfacesIn(id, world);
    if (used !== undefined)
      throw badRequest(
        "InUseSubnetCannotBeDeleted",
        `Subnet ${id.split("/").at(-1)!} is in use by ${used} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`,
      );
  },
  apply: (_subnet, world) => world.applyRules(),
  view: (subnet) => {
    const { location: _, ...common } = shown(subnet);
    const { addressPrefix, addressPrefixes, networkSecurityGroup, defaultOutboundAccess } = subnet.body;
    return {
      ...common,
      ...({ addressPrefix, addressPrefixes, networkSecurityGroup, defaultOutboundAccess } as JsonObject),
      delegations: [],
      privateEndpointNetworkPolicies: subnet.body.privateEndpointNetworkPolicies ?? "Disabled",
      privateLinkServiceNetworkPolicies: subnet.body.privateLinkServiceNetworkPolicies ?? "Enabled",
    };
  },
};

/** IDs of the IP configurations in a subnet. */
function interfacesIn(subnet: string, world: World): string[] {
  return world.all("Microsoft.Network/networkInterfaces").flatMap(({ id, body }) => {
    const configurations = body.ipConfigurations as unknown as { name: string; subnet?: { id?: string } }[];
    return configurations
      .filter((each) => sameId(each.subnet?.id, subnet))
      .map(({ name }) => `${id}/ipConfigurations/${name}`);
  });
}
