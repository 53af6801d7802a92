/** Google Cloud: the network, machines and firewall rules. Loaded only for stacks that have machines there. */
import * as pulumi from "@pulumi/pulumi";
import { Address } from "@pulumi/gcp/compute/address.js";
import { Firewall } from "@pulumi/gcp/compute/firewall.js";
import { Instance } from "@pulumi/gcp/compute/instance.js";
import { Network } from "@pulumi/gcp/compute/network.js";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork.js";
import type { Peer, Rule } from "../catalog/firewall.ts";
import { slug } from "../catalog/names.ts";
import { descriptionOf } from "../catalog/tags.ts";
import type { GcpMachine } from "../topology/nodes.ts";
import type { ClusterPlan } from "../topology/plan.ts";
import type { GcpSite } from "../topology/sites.ts";
import { prefixOf, type Addresses, type NodeAddresses } from "./host.ts";
import type { Boot } from "./user-data.ts";

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
  /** Name of the network, and prefix of the names of its rules. */
  name: string;
  network: Network;
  /** By the node's name. */
  nodes: Record<string, GcpNode>;
}

/** Google's default, 1460, is smaller than that of other networks: large packets would be lost in one direction. */
const MTU = 1500;

export function gcpNetwork({ kubernetes, nodes, generators }: ClusterPlan, labels: Tags): GcpNetwork {
  const { gcp, sites } = kubernetes;
  const project = gcp!.project!;
  const site = sites.find((each): each is GcpSite => each.cloud === "gcp")!;
  const description = pulumi.output(labels).apply(descriptionOf);
  // Stacks of older versions have none, and a new one would replace the network.
  const described = { ignoreChanges: ["description"] };
  const network = new Network(
    "gcp-network",
    { name: site.network, project, autoCreateSubnetworks: false, mtu: MTU, description },
    described,
  );
  const subnets = Object.fromEntries(
    site.subnets.map(({ name, region, cidr }) => [
      region,
      new Subnetwork(
        `gcp-${region}`,
        { name, project, region, network: network.id, ipCidrRange: cidr, description },
        described,
      ),
    ]),
  );
  const result: GcpNetwork = { project, labels, site: site.name, name: site.network, network, nodes: {} };
  for (const { name, machine } of [...nodes, ...generators])
    if (machine?.kind === "gcp") result.nodes[name] = addressesOf(result, name, machine, subnets[machine.region]!);
  return result;
}

/** Reserves both addresses before the machine is created, so that firewall rules do not wait for it. */
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

/** The newest build of Ubuntu 24.04 LTS. */
const IMAGE = "ubuntu-os-cloud/ubuntu-2404-lts-amd64";

export function gcpMachine(network: GcpNetwork, node: string, { user, publicKey, userData, expiresAfterH }: Boot) {
  const { project, labels } = network;
  const { machine, subnet, publicIp, privateIp } = network.nodes[node]!;
  const { name, machineType, zone, diskGiB, isSpot } = machine;
  const instance = new Instance(
    node,
    {
      name,
      project,
      zone,
      machineType,
      // Google changes the size of a machine only while it is stopped.
      allowStoppingForUpdate: true,
      tags: [name],
      labels,
      bootDisk: { autoDelete: true, initializeParams: { image: IMAGE, size: diskGiB, type: "pd-balanced" } },
      networkInterfaces: [
        {
          subnetwork: subnet.id,
          networkIp: privateIp.address,
          accessConfigs: [{ natIp: publicIp.address, networkTier: "PREMIUM" }],
        },
      ],
      // No service account: a pod that reads its token could act on the project.
      metadata: {
        "enable-oslogin": "FALSE",
        "block-project-ssh-keys": "TRUE",
        "ssh-keys": pulumi.interpolate`${user}:${publicKey}`,
        "user-data": userData,
      },
      shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
      scheduling: {
        // By default, Google only stops the machine, and bills its disk and address.
        maxRunDuration: { seconds: Math.round(expiresAfterH * 3600) },
        instanceTerminationAction: "DELETE",
        automaticRestart: false,
        ...(isSpot
          ? { provisioningModel: "SPOT", preemptible: true, onHostMaintenance: "TERMINATE" }
          : { provisioningModel: "STANDARD", onHostMaintenance: "MIGRATE" }),
      },
    },
    // Two machines cannot have the same addresses at the same time.
    { deleteBeforeReplace: true },
  );
  return { machine: instance, instance: instance.instanceId };
}

/** Within the network, rules identify machines by their tags. */
const isByTag = (peer: Peer): peer is { node: string; network: "private" } =>
  "node" in peer && peer.network === "private";

/** The plan's rules by network tag: each machine's tag is its name. Google's implied rule blocks everything else. */
export function gcpRules(network: GcpNetwork, rules: readonly Rule[], addresses: Addresses): Firewall[] {
  const tagOf = (node: string): string => network.nodes[node]!.machine.name;
  return rules
    .filter(({ site }) => site === network.site)
    .map(({ kind, sources, targets, protocol, port, why }) => {
      const tags = sources.filter(isByTag).map(({ node }) => tagOf(node));
      const ranges = sources.filter((peer) => !isByTag(peer)).map((peer) => prefixOf(peer, addresses));
      return new Firewall(`gcp-${kind}`, {
        name: slug(`${network.name}-${kind}`),
        project: network.project,
        network: network.network.id,
        direction: "INGRESS",
        description: why,
        // Google allows what matches a tag or a range. A rule with neither would be open to the world.
        ...(tags.length > 0 ? { sourceTags: tags } : {}),
        ...(ranges.length > 0 ? { sourceRanges: pulumi.all(ranges) } : {}),
        targetTags: targets.map(tagOf),
        allows: [{ protocol, ...(port === null ? {} : { ports: [String(port)] }) }],
      });
    });
}
