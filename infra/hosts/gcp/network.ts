/** A stack's network in Google's cloud: its own, with a subnetwork for each region and an address for each machine. */
import type * as pulumi from "@pulumi/pulumi";
import { Address } from "@pulumi/gcp/compute/address.js";
import { Network } from "@pulumi/gcp/compute/network.js";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import { slug } from "../../catalog/names.ts";
import type { GcpMachine } from "../../topology/machines.ts";
import type { ClusterPlan } from "../../topology/plan.ts";
import type { GcpSite } from "../../topology/sites.ts";
import type { NodeAddresses } from "../cloud/addresses.ts";

type Tags = Record<string, pulumi.Input<string>>;

export interface GcpNode {
  machine: GcpMachine;
  subnet: Subnetwork;
  publicIp: Address;
  privateIp: Address;
  addresses: NodeAddresses;
}

export interface GcpNetwork {
  project: string;
  labels: Tags;
  site: string;
  /** The network's own name, which begins those of its rules. */
  name: string;
  network: Network;
  /** By the node's name. */
  nodes: Record<string, GcpNode>;
}

/** Google's own default, 1460, is narrower than everybody else's: large packets would vanish one way only. */
const MTU = 1500;

export function gcpNetwork({ kubernetes, nodes }: ClusterPlan, labels: Tags): GcpNetwork {
  const { gcp, sites } = kubernetes;
  const project = gcp!.project!;
  const site = sites.find((each): each is GcpSite => each.cloud === "gcp")!;
  const network = new Network("gcp-network", {
    name: site.network,
    project,
    autoCreateSubnetworks: false,
    mtu: MTU,
  });
  const subnets = Object.fromEntries(
    site.subnets.map(({ name, region, cidr }) => [
      region,
      new Subnetwork(`gcp-${region}`, { name, project, region, network: network.id, ipCidrRange: cidr }),
    ]),
  );
  const result: GcpNetwork = { project, labels, site: site.name, name: site.network, network, nodes: {} };
  for (const { name, machine } of nodes)
    if (machine?.kind === "gcp") result.nodes[name] = addressesOf(result, name, machine, subnets[machine.region]!);
  return result;
}

/** Both are reserved before the machine is there, so that rules elsewhere don't wait for it. */
function addressesOf({ project, labels }: GcpNetwork, node: string, machine: GcpMachine, subnet: Subnetwork): GcpNode {
  const { name, region } = machine;
  const publicIp = new Address(`${node}-ip`, { name, project, region, addressType: "EXTERNAL", labels });
  const privateIp = new Address(`${node}-private-ip`, {
    name: slug(`${name}-private`),
    project,
    region,
    addressType: "INTERNAL",
    subnetwork: subnet.id,
    labels,
  });
  const addresses = { publicIp: publicIp.address, privateIp: privateIp.address };
  return { machine, subnet, publicIp, privateIp, addresses };
}
