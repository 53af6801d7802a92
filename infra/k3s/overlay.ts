import type { K3sCluster, Overlay } from "./model.ts";

/** The overlay's network device, its overhead per packet and its UDP port. */
export const overlays = {
  vxlan: { device: "flannel.1", overheadBytes: 50, udpPort: 8472 },
  "wireguard-native": { device: "flannel-wg", overheadBytes: 80, udpPort: 51820 },
} as const satisfies Record<Overlay, { device: string; overheadBytes: number; udpPort: number }>;

export const podMtu = ({ mtu, overlay }: K3sCluster): number => mtu - overlays[overlay].overheadBytes;

/**
 * Where a router translates the outer addresses, checksums computed by the network card arrive wrong: ping passes, TCP
 * and DNS time out. The sender must compute them in software.
 */
export const needsChecksumsInSoftware = (cluster: K3sCluster): boolean =>
  cluster.overlay === "vxlan" && cluster.isAcrossWan && cluster.nodes.some(({ isBehindNat }) => isBehindNat);
