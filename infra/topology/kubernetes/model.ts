/** What a stack on real machines has beside its nodes: networks, firewalls, joins, and where the load goes in. */
import type { Intent, Rule } from "../../catalog/firewall.ts";
import type { Labels } from "../../catalog/labels.ts";
import type { Site } from "../sites.ts";

export interface Join {
  node: string;
  /** How it reaches the server's 6443. */
  network: "private" | "public";
}

export interface K3sPlan {
  version: string;
  /** Of the install script, hexadecimal. Null: not checked. */
  installerSha256: string | null;
  /** Places to download from instead of K3s' own. Null: K3s' own. */
  installerUrl: string | null;
  artifactUrl: string | null;
  /** Machines have everything already: path of the install script on each of them. Null: they download. */
  airGapInstallerPath: string | null;
  /** Packaged components that are left out. */
  disable: string[];
  registryMirrors: Record<string, string[]>;
}

export interface KubernetesPlan {
  sites: Site[];
  intents: Intent[];
  rules: Rule[];
  joins: Join[];
  /** Some two nodes are in different sites: then every pair uses public addresses, neighbours too. */
  isAcrossWan: boolean;
  overlay: "vxlan" | "wireguard-native";
  /** Of the narrowest network between two nodes, in bytes. */
  mtu: number;
  podCidr: string;
  serviceCidr: string;
  k3s: K3sPlan;
  /** Set through the API once a node has joined: a kubelet may not give itself these. */
  roleLabels: { node: string; labels: Labels }[];
  /** Where the load goes in. */
  entry: {
    nodePort: number;
    /** Nodes that may hold the entry. */
    nodes: string[];
    /** Where the entry moves once its nodes have their labels. Null: it stays where the scheduler puts it. */
    move: { nodeSelector: Labels; target: string[] } | null;
  };
  /** Nodes that have to get a pod of the workload: else the phase would silently equal a smaller one. */
  mustServe: string[];
  /** The node that Prometheus runs on, and how it reaches each other node. */
  scraper: string;
  scrapeNetworks: Record<string, "private" | "public">;
  /** Null: not known yet, which is a problem for `up`. */
  adminCidrs: string[] | null;
  generatorCidrs: string[];
  azure: { resourceGroup: string; region: string } | null;
  gcp: { project: string | null; region: string } | null;
  /** Hours after the first `up` until the clouds delete or stop their VMs. */
  expiresAfterH: number;
  /** On everything that can carry them; `stackmark-run` and `stackmark-expires` are added once they are known. */
  tags: Record<string, string>;
  /** What each node downloads, and from where. */
  pulls: { node: string; what: string; from: string }[];
  workload: { profile: "full" | "minimal"; namespace: string; killPod: boolean; timeoutMs: number };
  monitoring: { namespace: string };
}
