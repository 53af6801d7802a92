/** Defaults of a cluster, and the reasons for them. */
import type { K3sCluster, K3sSource } from "./model.ts";

export const K3S_VERSION = "v1.35.5+k3s1";

/** K3s' packaged components, and why each is enabled or disabled. */
export const PACKAGED_COMPONENTS = [
  { name: "coredns", isDisabled: false, why: "services find each other by name" },
  { name: "metrics-server", isDisabled: false, why: "autoscaling and `kubectl top` need it" },
  { name: "local-storage", isDisabled: false, why: "volume claims of charts are bound on the node itself" },
  {
    name: "traefik",
    isDisabled: true,
    why: "the load enters through a NodePort on a known node; another proxy would add latency and use CPU",
  },
  {
    name: "servicelb",
    isDisabled: true,
    why: "it opens service ports on every node, and reportedly times out on nodes with external addresses",
  },
] as const;

/** The install script of exactly this version, not of the current one. */
export function releaseSource(version: string, installerSha256: string | null = null): K3sSource {
  const installerUrl = `https://raw.githubusercontent.com/k3s-io/k3s/${encodeURIComponent(version)}/install.sh`;
  const artifactUrl = "https://github.com/k3s-io/k3s/releases/download";
  return { kind: "download", installerUrl, installerSha256, artifactUrl };
}

export const CLUSTER_DEFAULTS = {
  version: K3S_VERSION,
  source: releaseSource(K3S_VERSION),
  overlay: "vxlan",
  mtu: 1500,
  podCidr: "10.42.0.0/16",
  serviceCidr: "10.43.0.0/16",
  isAcrossWan: false,
  disable: PACKAGED_COMPONENTS.filter(({ isDisabled }) => isDisabled).map(({ name }) => name),
  tlsSans: [],
  registryMirrors: {},
} as const satisfies Omit<K3sCluster, "nodes">;
