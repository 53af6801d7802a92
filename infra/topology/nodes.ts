/** The stack's nodes, whatever they are made of. */
import { ownLabels, type Labels } from "../catalog/labels.ts";
import { projectName } from "../catalog/names.ts";
import { capacityOf, DEFAULT_SIZES, type CloudName, type Size } from "../catalog/sizes.ts";
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
    const { name, cloud, role } = node;
    return {
      name,
      cloud,
      role,
      ...sizeOf(node),
      labels: { ...ownLabels(name, role), ...node.labels },
      taints: "taints" in node ? (node.taints ?? []) : [],
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
export function regionOf(node: NodeConfig, topology: Topology): string {
  return node.cloud === "azure" || node.cloud === "gcp" ? (node.region ?? topology[node.cloud].region) : "";
}

/** Google's zones `b` exist in all its regions, `a` does not. */
const ZONE = "b";

/** @returns null for an emulated node */
function machineOf(stack: string, node: NodeConfig, topology: Topology): Machine | null {
  const { name, size = DEFAULT_SIZES[node.cloud] } = node;
  const region = regionOf(node, topology);
  switch (node.cloud) {
    case "local":
      return null;
    case "azure": {
      const { spot: isSpot, diskGiB } = node;
      return { kind: "azure", name, vmSize: size, region, isSpot, diskGiB };
    }
    case "gcp": {
      const { spot: isSpot, diskGiB, zone = `${region}-${ZONE}` } = node;
      return { kind: "gcp", name: projectName(stack, name), machineType: size, region, zone, isSpot, diskGiB };
    }
    case "existing": {
      const {
        publicIp = null,
        privateIp = null,
        behindNat: isBehindNat,
        join,
        sshUser,
        sshPort,
        hostKey = null,
      } = node;
      return { kind: "existing", publicIp, privateIp, isBehindNat, join, sshUser, sshPort, hostKey };
    }
  }
}
