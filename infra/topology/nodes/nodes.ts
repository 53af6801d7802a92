/** The stack's nodes, whatever they are made of. */
import { ownLabels, type Labels } from "../../catalog/labels.ts";
import type { Machine } from "../machines.ts";
import { siteName } from "../sites.ts";
import { capacityOf, type CloudName, type Size } from "../../catalog/sizes.ts";
import { machineOf } from "./machine.ts";
import { regionOf, type NodeConfig, type Topology } from "./region.ts";

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
