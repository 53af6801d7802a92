/** The stack's nodes, whatever they are made of. */
import { ownLabels, type Labels } from "../catalog/labels.ts";
import { projectName } from "../catalog/names.ts";
import { capacityOf, defaultSizes, type CloudName, type Size } from "../catalog/sizes.ts";
import type { NodeConfig, StackConfig } from "../config/schema/index.ts";
import type { Machine } from "./machines.ts";
import { siteName } from "./sites.ts";

type Topology = StackConfig["topology"];

export interface PlannedNode {
  name: string;
  cloud: CloudName;
  role: "server" | "agent";
  /** A named size, or a cloud's own name of a machine type. */
  size: string;
  cpus: number;
  memoryMiB: number;
  cores: Size["cores"];
  /** All that the node will have, its role labels too. */
  labels: Labels;
  /** `key=value:Effect` */
  taints: string[];
  /** Private network that it is in. Null: emulated. */
  site: string | null;
  /** Null: emulated. */
  machine: Machine | null;
}

/** A node that is a real machine, as all nodes of a cluster are. */
export interface MachineNode extends PlannedNode {
  site: string;
  machine: Machine;
}

export const isMachine = (node: PlannedNode): node is MachineNode => node.site !== null && node.machine !== null;

export function planNodes(stack: string, topology: Topology): PlannedNode[] {
  return topology.nodes.map((node) => {
    const { name, cloud, role, taints = [] } = node;
    return {
      name,
      cloud,
      role,
      ...sizeOf(node),
      labels: { ...ownLabels(name, role), ...node.labels },
      taints,
      site: cloud === "local" ? null : siteName(cloud, regionOf(node, topology), name),
      machine: machineOf(stack, node, topology),
    };
  });
}

/** A checked configuration says what each of its nodes has. */
function sizeOf(node: NodeConfig): Size & { size: string } {
  const capacity = capacityOf(node);
  if (!capacity) throw new TypeError(`the configuration of ${node.name} was not checked`);
  return capacity;
}

/** Empty for machines that are in no cloud's region. */
export function regionOf({ cloud, region }: Pick<NodeConfig, "cloud" | "region">, topology: Topology): string {
  if (cloud === "azure") return region ?? topology.azure.region;
  if (cloud === "gcp") return region ?? topology.gcp.region;
  return "";
}

/** Room for the images of the workload and its monitoring, which take some 15 GiB. */
const DISK_GIB = 64;
/** Google's zones `b` exist in all its regions, `a` does not. */
const ZONE = "b";

/** @returns null for an emulated node */
export function machineOf(stack: string, node: NodeConfig, topology: Topology): Machine | null {
  const { cloud, name, size = defaultSizes[cloud], spot: isSpot = false, diskGiB = DISK_GIB } = node;
  const region = regionOf(node, topology);
  switch (cloud) {
    case "local":
      return null;
    case "azure":
      return { kind: "azure", name, vmSize: size, region, isSpot, diskGiB };
    case "gcp": {
      const zone = node.zone ?? `${region}-${ZONE}`;
      return { kind: "gcp", name: projectName(stack, name), machineType: size, region, zone, isSpot, diskGiB };
    }
    case "existing":
      return {
        kind: "existing",
        publicIp: node.publicIp ?? null,
        privateIp: node.privateIp ?? null,
        isBehindNat: node.behindNat ?? false,
        join: node.join ?? "ssh",
        sshUser: node.sshUser ?? "ubuntu",
        sshPort: node.sshPort ?? 22,
        hostKey: node.hostKey ?? null,
      };
  }
}
