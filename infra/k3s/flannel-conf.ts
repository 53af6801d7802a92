/** flannel's configuration: K3s has no setting of its own for the overlay's MTU, so all of it is written here. */
import type { K3sCluster, Overlay } from "./model.ts";

export const FLANNEL_CONF_PATH = "/etc/rancher/k3s/flannel.json";

/** What an overlay puts around each packet, and on which UDP port it travels. */
export const overlays = {
  vxlan: { device: "flannel.1", overheadBytes: 50, udpPort: 8472 },
  "wireguard-native": { device: "flannel-wg", overheadBytes: 80, udpPort: 51820 },
} as const satisfies Record<Overlay, { device: string; overheadBytes: number; udpPort: number }>;

/** Keeps a translation open that would otherwise forget an idle peer. */
const WIREGUARD_KEEPALIVE_S = 25;

export const podMtu = ({ mtu, overlay }: K3sCluster): number => mtu - overlays[overlay].overheadBytes;

/** The same text for every node: with each node's own MTU, large packets would vanish one way only. */
export function flannelConf(cluster: K3sCluster): string {
  const backend =
    cluster.overlay === "vxlan"
      ? { Type: "vxlan", MTU: cluster.mtu }
      : { Type: "wireguard", PersistentKeepaliveInterval: WIREGUARD_KEEPALIVE_S, MTU: cluster.mtu };
  const conf = { Network: cluster.podCidr, EnableIPv4: true, EnableIPv6: false, IPv6Network: "::/0", Backend: backend };
  return `${JSON.stringify(conf, null, 2)}\n`;
}

/**
 * Where a router translates the outer addresses, checksums that the network card should have filled in arrive wrong:
 * ping passes, TCP and DNS time out. The sender then has to fill them in itself.
 */
export const needsChecksumsInSoftware = (cluster: K3sCluster): boolean =>
  cluster.overlay === "vxlan" && cluster.isAcrossWan && cluster.nodes.some(({ isBehindNat }) => isBehindNat);
