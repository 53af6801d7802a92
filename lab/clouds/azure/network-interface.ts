/** Network interfaces: they connect a machine to a subnet and to a public address. */
import { notInTheLab } from "../api-error.ts";
import { parseCidr } from "../cidr.ts";
import type { JsonObject } from "../json.ts";
import type { Kind, World } from "../kind.ts";
import { firstFree, isAddressIn } from "../pools.ts";
import type { Resource } from "../store.ts";
import { checkNetworkName, checkPlace, checkReference, checkTags } from "./checks.ts";
import { badRequest } from "./errors.ts";
import { pathOf, sameId } from "./id.ts";
import { userOf } from "./public-address.ts";
import { shown } from "./shown.ts";
import { subnetPrefixes } from "./virtual-network.ts";

export interface IpConfiguration {
  name: string;
  primary?: boolean;
  subnet?: { id?: string };
  publicIPAddress?: { id?: string; deleteOption?: string };
  privateIPAddress?: string;
  privateIPAllocationMethod?: string;
}

export interface InterfaceBody {
  ipConfigurations?: IpConfiguration[];
  networkSecurityGroup?: { id?: string };
  tags?: Record<string, string>;
}

/** The first addresses of a subnet, and its last, are Azure's. */
const RESERVED = 4;

export const bodyOf = (nic: Resource): InterfaceBody => nic.body;

export const networkInterfaces: Kind = {
  name: "Microsoft.Network/networkInterfaces",
  path: pathOf("Microsoft.Network/networkInterfaces/{name}"),
  seconds: { create: 2, update: 2, delete: 5 },
  accept(change, world) {
    const { id, parts, old } = change;
    const { ipConfigurations = [], networkSecurityGroup, tags } = change.body as unknown as InterfaceBody;
    checkNetworkName(parts.name!);
    const location = checkPlace(change, this.name, world);
    checkTags(tags);
    if (ipConfigurations.length === 0)
      throw badRequest(
        "NetworkInterfaceMustHaveIpConfiguration",
        `Network interface ${id} must have one or more IP configurations.`,
      );
    if (ipConfigurations.length > 1) throw notInTheLab("interfaces with several IP configurations");
    const [configuration] = ipConfigurations as [IpConfiguration];
    if (networkSecurityGroup?.id !== undefined) checkReference(id, networkSecurityGroup.id, location, world);
    const privateIPAddress = privateAddress(id, configuration, world, old);
    checkPublicAddress(id, configuration, location, world, old);
    if (old) return { location, privateIPAddress };
    return { location, privateIPAddress, resourceGuid: world.guid() };
  },
  acceptDelete({ id }, world) {
    const vm = machineOf(id, world);
    if (vm)
      throw badRequest(
        "NicInUse",
        `Network Interface ${id} is used by existing resource ${vm.id}. In order to delete the network interface, it must be dissociated from the resource. To learn more, see aka.ms/deletenic.`,
      );
  },
  apply: (_nic, world) => world.applyRules(),
  view(nic, world) {
    const { ipConfigurations = [], networkSecurityGroup } = bodyOf(nic);
    const common = shown(nic);
    const vm = machineOf(nic.id, world);
    return {
      ...common,
      networkSecurityGroup: networkSecurityGroup,
      auxiliaryMode: "None",
      auxiliarySku: "None",
      disableTcpStateTracking: false,
      dnsSettings: { appliedDnsServers: [], dnsServers: [], internalDomainNameSuffix: "lab.internal.cloudapp.net" },
      enableAcceleratedNetworking: nic.body.enableAcceleratedNetworking ?? false,
      enableIPForwarding: nic.body.enableIPForwarding ?? false,
      hostedWorkloads: [],
      ipConfigurations: ipConfigurations.map((each) => ({
        ...(each as unknown as JsonObject),
        etag: common.etag,
        id: `${nic.id}/ipConfigurations/${each.name}`,
        type: "Microsoft.Network/networkInterfaces/ipConfigurations",
        primary: true,
        privateIPAddress: nic.facts.privateIPAddress,
        privateIPAddressVersion: "IPv4",
        privateIPAllocationMethod: each.privateIPAllocationMethod ?? "Dynamic",
        provisioningState: "Succeeded",
      })),
      nicType: "Standard",
      resourceGuid: nic.facts.resourceGuid,
      tapConfigurations: [],
      virtualMachine: vm ? { id: vm.id } : undefined,
      vnetEncryptionSupported: false,
    };
  },
};

function privateAddress(id: string, configuration: IpConfiguration, world: World, old: Resource | undefined): string {
  const { name, subnet, privateIPAddress, privateIPAllocationMethod = "Dynamic" } = configuration;
  if (subnet?.id === undefined)
    throw badRequest("InvalidRequestFormat", `IP configuration ${id}/ipConfigurations/${name} must have a subnet.`);
  const found = checkReference(`${id}/ipConfigurations/${name}`, subnet.id, null, world);
  const range = parseCidr(subnetPrefixes(found)[0]!)!;
  const usable = { first: range.first + RESERVED, last: range.last - 1 };
  const used = new Set(
    world
      .all("Microsoft.Network/networkInterfaces")
      .filter((nic) => !sameId(nic.id, id) && sameId(bodyOf(nic).ipConfigurations![0]!.subnet?.id, subnet.id))
      .map(({ facts }) => facts.privateIPAddress as string),
  );
  if (privateIPAllocationMethod.toLowerCase() === "static") {
    if (privateIPAddress === undefined || !isAddressIn(privateIPAddress, usable))
      throw badRequest(
        "PrivateIPAddressNotInSubnet",
        `Private static IP address ${privateIPAddress ?? ""} does not belong to the range of subnet prefix ${subnetPrefixes(found)[0]!}.`,
      );
    if (used.has(privateIPAddress))
      throw badRequest(
        "PrivateIPAddressInUse",
        `IP configuration ${id}/ipConfigurations/${name} is using the private IP address ${privateIPAddress} which is already allocated to another resource.`,
      );
    return privateIPAddress;
  }
  const before = old && bodyOf(old).ipConfigurations![0]!.subnet?.id;
  if (sameId(before, subnet.id)) return old!.facts.privateIPAddress as string;
  const free = firstFree(usable, used);
  if (free === undefined)
    throw badRequest(
      "SubnetIsFull",
      `Subnet ${subnet.id.split("/").at(-1)!} with address prefix ${subnetPrefixes(found)[0]!} does not have enough capacity for 1 IP addresses.`,
    );
  return free;
}

function checkPublicAddress(
  id: string,
  { name, publicIPAddress }: IpConfiguration,
  location: string,
  world: World,
  old: Resource | undefined,
): void {
  const address = publicIPAddress?.id;
  const own = `${id}/ipConfigurations/${name}`;
  if (address !== undefined) {
    checkReference(own, address, location, world);
    const user = userOf(address, world);
    if (user !== undefined && !sameId(user, own))
      throw badRequest(
        "PublicIPAddressInUse",
        `Resource ${own} is referencing public IP address ${address} that is already allocated to resource ${user}.`,
      );
  }
  const before = old && bodyOf(old).ipConfigurations![0]!.publicIPAddress?.id;
  if (old && !sameId(before, address) && machineOf(id, world))
    throw notInTheLab("another public address for a machine that exists");
}

export function machineOf(nic: string, world: World): Resource | undefined {
  return world.all("Microsoft.Compute/virtualMachines").find(({ body }) => {
    const profile = body.networkProfile as { networkInterfaces?: { id?: string }[] } | undefined;
    return profile?.networkInterfaces?.some((each) => sameId(each.id, nic)) ?? false;
  });
}
