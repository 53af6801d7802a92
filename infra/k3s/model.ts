/** A K3s cluster as plain data with real addresses, which are known once the machines exist. */
import { InfraError } from "../errors.ts";

/** `vxlan` is not encrypted. */
export type Overlay = "vxlan" | "wireguard-native";

export interface K3sNode {
  /** Name in Kubernetes; lower-case letters, digits, `-`. */
  name: string;
  role: "server" | "agent";
  /** Address of one of the machine's interfaces. Null: the one of its default route. */
  nodeIp: string | null;
  /** Address for connections from other networks. */
  publicIp: string | null;
  /** No interface has the public address: a router translates it. */
  isBehindNat: boolean;
  /** Interface for the overlay's outer packets. Null: the one with `nodeIp`. */
  iface: string | null;
  /** Set by the node itself at registration; later changes have no effect. Role labels are not allowed. */
  labels: Record<string, string>;
  /** `key=value:Effect`, set at registration. */
  taints: readonly string[];
}

/** Where K3s comes from. */
export type K3sSource =
  | {
      kind: "download";
      /** The install script. */
      installerUrl: string;
      /** Of the install script, in hexadecimal. Null: not checked. */
      installerSha256: string | null;
      /** Holds `<version>/k3s` and `<version>/sha256sum-<arch>.txt`, as K3s' releases do. */
      artifactUrl: string;
    }
  | {
      kind: "air-gap";
      /** On each machine, which already has the binary in `/usr/local/bin/k3s` and the images in K3s' image folder. */
      installerPath: string;
      installerSha256: string | null;
    };

export interface K3sCluster {
  /** `v1.35.5+k3s1` */
  version: string;
  source: K3sSource;
  overlay: Overlay;
  /** The smallest MTU of any network between two nodes, in bytes; pods get it minus the overlay's overhead. */
  mtu: number;
  podCidr: string;
  serviceCidr: string;
  /** Some node is reached over a WAN. Then every pair uses public addresses, neighbours included. */
  isAcrossWan: boolean;
  /** Packaged components of K3s to disable. */
  disable: readonly string[];
  /** Further names and addresses at which clients reach the API. */
  tlsSans: readonly string[];
  /** Registry -> its mirrors, in order. */
  registryMirrors: Record<string, readonly string[]>;
  nodes: readonly K3sNode[];
}

export const API_PORT = 6443;

export const serverOf = (cluster: K3sCluster): K3sNode => cluster.nodes.find(({ role }) => role === "server")!;

/** @throws InfraError `K3S_INPUT_INVALID` if the cluster has no such node */
export function nodeNamed(cluster: K3sCluster, name: string): K3sNode {
  const node = cluster.nodes.find((each) => each.name === name);
  if (node === undefined) throw new InfraError("K3S_INPUT_INVALID", `There is no node ${name} in the cluster.`);
  return node;
}

/** The address at which other nodes reach a node. Across a WAN it is the public one for every pair. */
export function peerAddress(cluster: K3sCluster, node: K3sNode): string | null {
  return cluster.isAcrossWan ? node.publicIp : (node.nodeIp ?? node.publicIp);
}

/** URL at which agents join. */
export const joinUrl = (cluster: K3sCluster): string =>
  `https://${peerAddress(cluster, serverOf(cluster))}:${API_PORT}`;

/** All names and addresses at which clients reach the API server. Its certificate must contain each of them. */
export function apiNames(cluster: K3sCluster): string[] {
  const { nodeIp, publicIp } = serverOf(cluster);
  return [...new Set([publicIp, nodeIp, ...cluster.tlsSans].filter((name) => name !== null))];
}

/** The overlay's network device, its overhead per packet and its UDP port. */
export const OVERLAYS = {
  vxlan: { device: "flannel.1", overheadBytes: 50, udpPort: 8472 },
  "wireguard-native": { device: "flannel-wg", overheadBytes: 80, udpPort: 51820 },
} as const satisfies Record<Overlay, { device: string; overheadBytes: number; udpPort: number }>;

export const podMtu = ({ mtu, overlay }: K3sCluster): number => mtu - OVERLAYS[overlay].overheadBytes;

/**
 * If a router translates the outer addresses, checksums computed by the network card arrive wrong: ping works, but TCP
 * and DNS time out. The sender must compute them in software.
 */
export const needsChecksumsInSoftware = (cluster: K3sCluster): boolean =>
  cluster.overlay === "vxlan" && cluster.isAcrossWan && cluster.nodes.some(({ isBehindNat }) => isBehindNat);
