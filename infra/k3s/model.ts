/**
 * What a K3s cluster is told to be: plain data with real addresses. A plan's symbolic peers become these once the
 * machines have their addresses.
 */

/** `vxlan` is not encrypted: whoever sees the packets reads them. */
export type Overlay = "vxlan" | "wireguard-native";

export interface K3sNode {
  /** Name in Kubernetes; lower-case letters, digits, `-`. */
  name: string;
  role: "server" | "agent";
  /** Address that an interface of the machine has. Null: that of its default route. */
  nodeIp: string | null;
  /** Address that it is reached at from other networks. */
  publicIp: string | null;
  /** Its public address is on no interface: some router translates it. */
  isBehindNat: boolean;
  /** Interface of the overlay's outer packets. Null: the one that has `nodeIp`. */
  iface: string | null;
  /** Set by the node itself as it registers; later changes are ignored. Role labels are refused here. */
  labels: Record<string, string>;
  /** `key=value:Effect`, as of registration. */
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
      /** On each machine; the binary lies in `/usr/local/bin/k3s` already, and images in K3s' own folder for them. */
      installerPath: string;
      installerSha256: string | null;
    };

export interface K3sCluster {
  /** `v1.35.5+k3s1` */
  version: string;
  source: K3sSource;
  overlay: Overlay;
  /** Of the narrowest network between any two nodes, in bytes; pods get it less the overlay's overhead. */
  mtu: number;
  podCidr: string;
  serviceCidr: string;
  /** Some node is reached over a WAN: then every pair uses public addresses, neighbours too. */
  isAcrossWan: boolean;
  /** Packaged components of K3s that are left out. */
  disable: readonly string[];
  /** Names and addresses, beside the server's own, that clients reach the API at. */
  tlsSans: readonly string[];
  /** Registry -> the mirrors asked instead of it, in order. */
  registryMirrors: Record<string, readonly string[]>;
  nodes: readonly K3sNode[];
}
