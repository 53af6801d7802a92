/** Symbolic peers to ranges, once addresses are reserved. */
import * as pulumi from "@pulumi/pulumi";
import type { Peer } from "../../catalog/firewall.ts";

export interface NodeAddresses {
  publicIp: pulumi.Output<string>;
  /** Null: its own network's business. */
  privateIp: pulumi.Output<string> | null;
}

/** By node. */
export type Addresses = Readonly<Record<string, NodeAddresses>>;

/** A single address as a range: rules are never wider than one machine. */
export function prefixOf(peer: Peer, addresses: Addresses): pulumi.Output<string> {
  if ("cidr" in peer) return pulumi.output(peer.cidr);
  const { publicIp, privateIp } = addresses[peer.node]!;
  const address = peer.network === "public" ? publicIp : privateIp;
  if (address === null) throw new TypeError(`${peer.node} has no private address that others could use`);
  return pulumi.interpolate`${address}/32`;
}
