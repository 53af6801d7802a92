/** A machine of the cluster, of any kind. */
import { interpolate, output, type CustomResource, type Output, type Resource } from "@pulumi/pulumi";
import type { Provenance, StackOutputs } from "../../results/schema/outputs.ts";
import type { Peer } from "../catalog/firewall.ts";
import type { MachineAccess } from "../ssh/remote-script.ts";
import type { PlannedNode } from "../topology/plan.ts";

/** Which limits of a machine's size really hold. */
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
  /** Null: clouds do not report it; the cluster reports how long its parts took to start. */
  timing: Output<HostTiming> | null;
  provenance: Provenance;
  resource: CustomResource;
}

/** A real machine of a cluster. */
export interface MachineHost extends Host {
  /** Null: nobody can log in from here. */
  access: MachineAccess | null;
  /** What all that is on the machine is `deletedWith`. */
  lifetime: Resource;
  /** Whoever connects waits for these: the firewall is open then. */
  opened: Resource[];
  /** Another value: another machine. A cloud's own ID of it, since its resource ID is made of names and stays the same. */
  instance: Output<string>;
  publicIp: Output<string>;
}

export interface NodeAddresses {
  publicIp: Output<string>;
  /** Null: its own network's business. */
  privateIp: Output<string> | null;
}

/** By node. */
export type Addresses = Readonly<Record<string, NodeAddresses>>;

/** A single address as a range: rules are never wider than one machine. */
export function prefixOf(peer: Peer, addresses: Addresses): Output<string> {
  if ("cidr" in peer) return output(peer.cidr);
  const { publicIp, privateIp } = addresses[peer.node]!;
  const address = peer.network === "public" ? publicIp : privateIp;
  if (address === null) throw new TypeError(`${peer.node} has no private address that others could use`);
  return interpolate`${address}/32`;
}
