/** Networks in Azure: a resource group, and for each region a network and the addresses of its machines. */
import type * as pulumi from "@pulumi/pulumi";
import { NetworkInterface } from "@pulumi/azure-native/network/networkInterface.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type { AzureMachine } from "../../topology/nodes.ts";
import type { ClusterPlan } from "../../topology/plan.ts";
import type { AzureSite } from "../../topology/sites.ts";
import type { NodeAddresses } from "../host.ts";

type Tags = Record<string, pulumi.Input<string>>;

export interface AzureNode {
  machine: AzureMachine;
  nic: NetworkInterface;
  addresses: NodeAddresses;
}

export interface AzureNetwork {
  group: ResourceGroup;
  tags: Tags;
  /** Options of all resources in the group: they are deleted with the group, not one by one. */
  inside: { deletedWith: ResourceGroup };
  securityGroups: Record<string, NetworkSecurityGroup>;
  /** By the node's name. */
  nodes: Record<string, AzureNode>;
}

/**
 * Every machine has a public address, agents too: Azure has retired default outbound access, a NAT gateway costs more
 * than the addresses, and scripts run over SSH from here.
 */
export function azureNetwork({ kubernetes, nodes, generators }: ClusterPlan, tags: Tags): AzureNetwork {
  const { azure, sites } = kubernetes;
  const { resourceGroup: resourceGroupName, region } = azure!;
  const group = new ResourceGroup("azure", { resourceGroupName, location: region, tags });
  const network: AzureNetwork = { group, tags, inside: { deletedWith: group }, securityGroups: {}, nodes: {} };
  for (const site of sites) {
    if (site.cloud !== "azure") continue;
    const machines = [...nodes, ...generators].filter((each) => each.site === site.name);
    const publicIps = machines.map(({ machine }) => publicAddress(network, machine as AzureMachine));
    const subnet = siteNetwork(network, site);
    for (const [i, { name, machine }] of machines.entries())
      network.nodes[name] = interfaceOf(network, machine as AzureMachine, subnet, publicIps[i]!);
  }
  return network;
}

/** Static, and created before the machines, so that firewall rules do not wait for them. */
const publicAddress = ({ group, tags, inside }: AzureNetwork, { name, region }: AzureMachine): PublicIPAddress =>
  new PublicIPAddress(
    `${name}-ip`,
    {
      publicIpAddressName: `${name}-ip`,
      resourceGroupName: group.name,
      location: region,
      sku: { name: "Standard" },
      publicIPAllocationMethod: "Static",
      tags,
    },
    inside,
  );

function siteNetwork({ group, tags, inside, securityGroups }: AzureNetwork, site: AzureSite): Subnet {
  const { name, region: location, vnet, subnet, securityGroup } = site;
  const resourceGroupName = group.name;
  const rules = new NetworkSecurityGroup(
    `${name}-nsg`,
    { networkSecurityGroupName: securityGroup, resourceGroupName, location, tags },
    inside,
  );
  securityGroups[name] = rules;
  const network = new VirtualNetwork(
    `${name}-vnet`,
    {
      virtualNetworkName: vnet.name,
      resourceGroupName,
      location,
      addressSpace: { addressPrefixes: [vnet.cidr] },
      tags,
    },
    inside,
  );
  return new Subnet(
    `${name}-subnet`,
    {
      subnetName: subnet.name,
      resourceGroupName,
      virtualNetworkName: network.name,
      addressPrefix: subnet.cidr,
      networkSecurityGroup: { id: rules.id },
      defaultOutboundAccess: false,
    },
    inside,
  );
}

function interfaceOf(
  { group, tags, inside }: AzureNetwork,
  machine: AzureMachine,
  subnet: Subnet,
  publicIp: PublicIPAddress,
): AzureNode {
  const nic = new NetworkInterface(
    `${machine.name}-nic`,
    {
      networkInterfaceName: `${machine.name}-nic`,
      resourceGroupName: group.name,
      location: machine.region,
      ipConfigurations: [
        {
          name: "node",
          subnet: { id: subnet.id },
          privateIPAllocationMethod: "Dynamic",
          // Pulumi manages the address. If it were deleted with the interface, rules could allow an address of somebody else.
          publicIPAddress: { id: publicIp.id, deleteOption: "Detach" },
        },
      ],
      tags,
    },
    inside,
  );
  return {
    machine,
    nic,
    addresses: {
      publicIp: publicIp.ipAddress.apply((address) => address!),
      privateIp: nic.ipConfigurations.apply((configurations) => configurations![0]!.privateIPAddress!),
    },
  };
}
