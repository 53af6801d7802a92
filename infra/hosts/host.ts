/** Machines of a cluster, of any kind, and their addresses. */
import { interpolate, output, type Output, type Resource } from "@pulumi/pulumi";
import type { Provenance, StackOutputs } from "../../results/schema/outputs.ts";
import type { Peer } from "../catalog/firewall.ts";
import type { MachineAccess } from "../ssh/remote-script.ts";
import type { PlannedNode } from "../topology/plan.ts";

/** Which limits of a machine's size are enforced. */
export type Quota = StackOutputs["nodes"][number]["quota"];

export interface HostTiming {
  createMs: number;
  readyMs: number;
}

export interface Host {
  node: PlannedNode;
  publicIp: Output<string> | null;
  privateIp: Output<string> | null;
  quota: Output<Quota>;
  /** Null for clouds, which do not report it. */
  timing: Output<HostTiming> | null;
  provenance: Provenance;
}

/** A real machine of a cluster. */
export interface MachineHost extends Host {
  /** Null: Stackmark cannot log in. */
  access: MachineAccess | null;
  /** Resources on the machine are `deletedWith` this one. */
  lifetime: Resource;
  /** Firewall rules that must exist before connections to the machine. */
  opened: Resource[];
  /**
   * Changes if the machine is replaced: the cloud's ID of the instance. Its resource ID consists of names, which stay.
   */
  instance: Output<string>;
  publicIp: Output<string>;
}

/** A VM that sends the load, outside the cluster. */
export interface GeneratorHost extends Pick<MachineHost, "lifetime" | "opened" | "instance"> {
  name: string;
  access: MachineAccess;
}

export interface NodeAddresses {
  publicIp: Output<string>;
  /** Null: unknown. */
  privateIp: Output<string> | null;
}

/** By the node's name. */
export type Addresses = Readonly<Record<string, NodeAddresses>>;

/** The range of a peer: for a node, its single address. */
export function prefixOf(peer: Peer, addresses: Addresses): Output<string> {
  if ("cidr" in peer) return output(peer.cidr);
  const { publicIp, privateIp } = addresses[peer.node]!;
  const address = peer.network === "public" ? publicIp : privateIp;
  if (address === null) throw new TypeError(`${peer.node} has no private address that others could use`);
  return interpolate`${address}/32`;
}
