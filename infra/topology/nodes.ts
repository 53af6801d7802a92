/** The nodes of a stack, the machines that they run on, and the links between them. */
import { k3sLabels, LOAD_LABEL, LOAD_TAINT, type Labels } from "../catalog/labels.ts";
import { projectName } from "../catalog/names.ts";
import { cloudRegion } from "../catalog/regions.ts";
import { capacityOf, DEFAULT_SIZES, type CloudName, type Size } from "../catalog/sizes.ts";
import type { NodeConfig, StackConfig } from "../config/schema/index.ts";
import { siteName } from "./sites.ts";

type Topology = StackConfig["topology"];

export interface AzureMachine {
  kind: "azure";
  /** Name of the VM, and prefix of its network interface, address and disk. Unique in the stack's resource group. */
  name: string;
  vmSize: string;
  region: string;
  isSpot: boolean;
  diskGiB: number;
}

export interface GcpMachine {
  kind: "gcp";
  /** Name of the instance, its address and its network tag. Unique in the project. */
  name: string;
  machineType: string;
  region: string;
  zone: string;
  isSpot: boolean;
  diskGiB: number;
}

/**
 * A machine that Stackmark does not create. `publicIp` is null while the required setting is missing.
 */
export interface ExistingMachine {
  kind: "existing";
  /** Address by which other networks reach it. */
  publicIp: string | null;
  /** Address of its network interface. Null: the interface of its default route. */
  privateIp: string | null;
  /** A router translates `publicIp` to its own address. */
  isBehindNat: boolean;
  /** `manual`: Stackmark cannot log in; the owner runs a script. */
  join: "ssh" | "manual";
  sshUser: string;
  sshPort: number;
  /** Public SSH host key, in the format of `authorized_keys`. Null: missing, or not needed with `join: manual`. */
  hostKey: string | null;
}

export type Machine = AzureMachine | GcpMachine | ExistingMachine;

/** A node of an existing cluster. */
export interface FoundMachine {
  kind: "cluster";
  /** Of the node: another one if it joined anew. */
  uid: string;
  /** Cloud that runs it, such as `aws`. Null: unknown. */
  provider: string | null;
  /** Empty: unknown. */
  region: string;
  zone: string;
  kubeletVersion: string;
  /** Address within the cluster's network. Null: unknown. */
  internalIp: string | null;
  /** Address that the load uses. Null: it has none. */
  address: string | null;
}

/** A real machine of a stack. */
export interface PlannedMachine extends Size {
  /** Unique in the stack. */
  name: string;
  cloud: CloudName;
  /** A named size, or a machine type of the cloud. */
  size: string;
  /** Its private network. */
  site: string;
  machine: Machine;
}

export interface PlannedNode extends Size {
  name: string;
  cloud: CloudName;
  role: "server" | "agent";
  /** A named size, or a machine type of the cloud. */
  size: string;
  /** All labels of the node, including those of its role. */
  labels: Labels;
  /** `key=value:Effect` */
  taints: string[];
  /** Private network of the node. Null: emulated. */
  site: string | null;
  /** Null: emulated. */
  machine: Machine | FoundMachine | null;
}

/** A node that is a real machine, as all nodes of a cluster are. */
export interface MachineNode extends PlannedNode {
  site: string;
  machine: Machine;
}

export const isMachine = (node: PlannedNode): node is MachineNode =>
  node.site !== null && node.machine !== null && node.machine.kind !== "cluster";

export function planNodes(stack: string, topology: Topology): PlannedNode[] {
  return topology.nodes.map((node) => {
    const { name, cloud } = node;
    const role = node.role === "server" ? "server" : "agent";
    const forLoad = node.role === "load";
    return {
      name,
      cloud,
      role,
      ...sizeOf(node),
      labels: { ...k3sLabels(name, role), ...(forLoad ? { [LOAD_LABEL]: "true" } : {}), ...node.labels },
      taints: ["taints" in node ? (node.taints ?? []) : [], forLoad ? `${LOAD_TAINT}=true:NoSchedule` : []].flat(),
      site: cloud === "local" ? null : siteName(cloud, regionOf(node, topology), name),
      machine: machineOf(stack, node, topology),
    };
  });
}

/** @throws {TypeError} if the configuration was not checked */
export function sizeOf(node: NodeConfig): Size & { size: string } {
  const capacity = capacityOf(node);
  if (!capacity) throw new TypeError(`the configuration of ${node.name} was not checked`);
  return capacity;
}

/** Region of a node. Empty for nodes outside clouds. */
export function regionOf(node: NodeConfig, topology: Topology): string {
  return cloudRegion(node, topology) ?? "";
}

/** Every region of Google Cloud has a zone `b`, but not every region has a zone `a`. */
const DEFAULT_ZONE = "b";

/** @returns null for an emulated node */
export function machineOf(stack: string, node: NodeConfig, topology: Topology): Machine | null {
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
      const { spot: isSpot, diskGiB, zone = `${region}-${DEFAULT_ZONE}` } = node;
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

/** A link between two nodes: there is one for every pair, so that every byte between two nodes is counted. */
export interface PlannedLink {
  name: string;
  between: [string, string];
  /** Milliseconds, each direction. */
  oneWayDelayMs: number;
  jitterMs: number;
  bandwidthMbitPerS: number;
}

/** Link of a pair that the configuration does not list: like two machines of one virtual network. */
const DEFAULT_LINK = { oneWayDelayMs: 0, jitterMs: 0, bandwidthMbitPerS: 10_000 };

const joins = (a: string, b: string) => (link: { between: readonly [string, string] }) =>
  link.between.includes(a) && link.between.includes(b);

export function planLinks(nodes: readonly string[], links: readonly Omit<PlannedLink, "name">[]): PlannedLink[] {
  return nodes.flatMap((a, i) =>
    nodes.slice(i + 1).map((b) => {
      const link = links.find(joins(a, b)) ?? DEFAULT_LINK;
      const { oneWayDelayMs, jitterMs, bandwidthMbitPerS } = link;
      return { name: `${a}--${b}`, between: [a, b], oneWayDelayMs, jitterMs, bandwidthMbitPerS };
    }),
  );
}
