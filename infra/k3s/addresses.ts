/** Which address of a node is used for what. */
import type { K3sCluster, K3sNode } from "./model.ts";

export const API_PORT = 6443;

export const serverOf = (cluster: K3sCluster): K3sNode => cluster.nodes.find(({ role }) => role === "server")!;

/** Where a cluster's nodes find each other. Across a WAN it is the public address for every pair. */
export function peerAddress(cluster: K3sCluster, node: K3sNode): string | null {
  return cluster.isAcrossWan ? node.publicIp : (node.nodeIp ?? node.publicIp);
}

/** URL that agents join at. */
export const joinUrl = (cluster: K3sCluster): string =>
  `https://${peerAddress(cluster, serverOf(cluster))}:${API_PORT}`;

/** Every name and address that a client may reach the API server at, each of which its certificate has to carry. */
export function apiNames(cluster: K3sCluster): string[] {
  const { nodeIp, publicIp } = serverOf(cluster);
  return [...new Set([publicIp, nodeIp, ...cluster.tlsSans].filter((name) => name !== null))];
}
