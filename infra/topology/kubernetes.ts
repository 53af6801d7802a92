/** The part of a plan that only clusters of real machines have. */
import type { StackConfig } from "../config/schema/index.ts";
import { UNSET, type Intent, type Rule } from "../catalog/firewall.ts";
import { isAcrossWan, planIntents, planRules, scrapeNetwork, type FirewallNode } from "./firewall.ts";
import { isOwnLabelAllowed, matches, type Labels } from "../catalog/labels.ts";
import { resourceGroupName, tagValue } from "../catalog/names.ts";
import { regionOf, type MachineNode } from "./nodes.ts";
import { regionCidr } from "../catalog/regions.ts";
import { ENTRY_SERVICE } from "../catalog/services.ts";
import { planSites, type Site } from "./sites.ts";

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

const WORKLOAD_NAMESPACE = "boutique";
const MONITORING_NAMESPACE = "monitoring";

export function kubernetesPlan(stack: string, config: StackConfig, nodes: readonly MachineNode[]): KubernetesPlan {
  const { topology, workload, access } = config;
  const sited = nodes.map(({ name, role, site }): FirewallNode => ({ name, role, site }));
  const server = sited.find(({ role }) => role === "server")!;
  const entry = planEntry(config, nodes);
  const intents = planIntents({
    nodes: sited,
    overlay: topology.overlay,
    adminCidrs: access.adminCidrs ?? [UNSET],
    generatorCidrs: access.generatorCidrs,
    scraper: server.name,
    entry,
  });
  const range = (cloud: "azure" | "gcp", region: string): string => regionCidr(cloud, region, topology.networks)!;
  const has = (cloud: string): boolean => nodes.some((node) => node.cloud === cloud);
  const wan = isAcrossWan(sited);
  return {
    sites: planSites(
      stack,
      topology.nodes.map((node) => ({ cloud: node.cloud, region: regionOf(node, topology) })),
      range,
    ),
    intents,
    rules: planRules(intents, (name) => sited.find((node) => node.name === name)!.site),
    joins: sited
      .filter(({ role }) => role === "agent")
      .map(({ name }) => ({ node: name, network: wan ? "public" : "private" })),
    isAcrossWan: wan,
    overlay: topology.overlay,
    mtu: topology.mtu,
    podCidr: topology.podCidr,
    serviceCidr: topology.serviceCidr,
    k3s: planK3s(topology.k3s),
    roleLabels: topology.nodes.flatMap(({ name, labels }) => {
      const roles = Object.entries(labels).filter(([key]) => isRoleLabel(key));
      return roles.length > 0 ? [{ node: name, labels: Object.fromEntries(roles) }] : [];
    }),
    entry,
    mustServe: nodes.filter((node) => node.role === "agent" && !keepsPodsAway(node.taints)).map(({ name }) => name),
    scraper: server.name,
    scrapeNetworks: Object.fromEntries(sited.map((node) => [node.name, scrapeNetwork(server, node)])),
    adminCidrs: access.adminCidrs ?? null,
    generatorCidrs: access.generatorCidrs,
    azure: has("azure") ? { resourceGroup: resourceGroupName(stack), region: topology.azure.region } : null,
    gcp: has("gcp") ? { project: topology.gcp.project ?? null, region: topology.gcp.region } : null,
    expiresAfterH: topology.expiresAfterH,
    tags: { "stackmark-stack": tagValue(stack) },
    pulls: planPulls(topology.k3s, nodes),
    workload: {
      profile: workload.profile,
      namespace: WORKLOAD_NAMESPACE,
      killPod: workload.killPod,
      timeoutMs: Math.round(workload.timeoutS * 1000),
    },
    monitoring: { namespace: MONITORING_NAMESPACE },
  };
}

function planK3s(k3s: StackConfig["topology"]["k3s"]): KubernetesPlan["k3s"] {
  const { version, installerSha256 = null, installerUrl = null, artifactUrl = null, airGapInstallerPath = null } = k3s;
  const { disable, registryMirrors } = k3s;
  return { version, installerSha256, installerUrl, artifactUrl, airGapInstallerPath, disable, registryMirrors };
}

/** The entry is deployed anywhere first, and moves once its nodes have their labels: its selector is a move. */
function planEntry({ workload }: StackConfig, nodes: readonly MachineNode[]): KubernetesPlan["entry"] {
  const nodeSelector: Labels = workload.services[ENTRY_SERVICE]?.nodeSelector ?? workload.nodeSelector;
  const target = nodes.filter(({ labels }) => matches(labels, nodeSelector)).map(({ name }) => name);
  const isPinned = Object.keys(nodeSelector).length > 0;
  return { nodePort: workload.nodePort, nodes: target, move: isPinned ? { nodeSelector, target } : null };
}

/** A kubelet that gives itself one of these does not start: they are set through the API after the join. */
const isRoleLabel = (key: string): boolean => !isOwnLabelAllowed(key);

/** Whether no pod of the workload, which tolerates no taint, can be scheduled onto a node with these taints. */
const keepsPodsAway = (taints: readonly string[]): boolean =>
  taints.some((taint) => taint.endsWith(":NoSchedule") || taint.endsWith(":NoExecute"));

const hostOf = (url: string): string => new URL(url).host;

/** Registries of K3s' own parts, Online Boutique and kube-prometheus-stack. */
const REGISTRIES = ["docker.io", "us-central1-docker.pkg.dev", "quay.io", "registry.k8s.io"];

/** Who downloads what from where: what the outgoing connections of a machine must allow. */
function planPulls(
  { version, installerUrl, artifactUrl, airGapInstallerPath, registryMirrors }: StackConfig["topology"]["k3s"],
  nodes: readonly MachineNode[],
): KubernetesPlan["pulls"] {
  const k3s = airGapInstallerPath
    ? []
    : [
        { what: "K3s' install script", from: installerUrl ? hostOf(installerUrl) : "raw.githubusercontent.com" },
        { what: `K3s ${version}`, from: artifactUrl ? hostOf(artifactUrl) : "github.com" },
      ];
  const images = REGISTRIES.map((registry) => {
    const mirrors = registryMirrors[registry]?.map(hostOf).join(", ");
    return { what: "images", from: mirrors ?? registry };
  });
  return nodes.flatMap(({ name }) => [...k3s, ...images].map((pull) => ({ node: name, ...pull })));
}
