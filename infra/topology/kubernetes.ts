/** The part of a plan that only clusters of real machines have: networks, firewall rules, joins and the entry. */
import type { Application } from "../applications/application.ts";
import { chartSource, type ChartSource } from "../catalog/charts.ts";
import type { StackConfig } from "../config/schema/index.ts";
import { UNSET, type Intent, type Rule } from "../catalog/firewall.ts";
import { isAcrossWan, planIntents, planRules, scrapeNetwork, type FirewallNode } from "./firewall.ts";
import { mayKubeletSet, type Labels } from "../catalog/labels.ts";
import { resourceGroupName, STACK_TAG, tagValue } from "../catalog/names.ts";
import { DEFAULT_NODE_PORT } from "../kubernetes/objects.ts";
import { disabledComponents, planExposure, type PlannedExposure } from "./exposure.ts";
import type { PlannedGenerator } from "./generators.ts";
import { planEntry, planWorkload, type InstallPlan } from "./install.ts";
import { regionOf, type MachineNode } from "./nodes.ts";
import { regionCidr } from "../catalog/regions.ts";
import { CLUSTER_DEFAULTS } from "../k3s/defaults.ts";
import { planSites, type Site } from "./sites.ts";

export interface Join {
  node: string;
  /** Network through which the agent reaches port 6443 of the server. */
  network: "private" | "public";
}

export interface K3sPlan {
  version: string;
  /** SHA-256 of the install script, hexadecimal. Null: not checked. */
  installerSha256: string | null;
  /** Mirrors of the install script and of releases. Null: K3s' own servers. */
  installerUrl: string | null;
  artifactUrl: string | null;
  /** Path of the install script on air-gapped machines, which already have all files. Null: machines download them. */
  airGapInstallerPath: string | null;
  /** Packaged components that are disabled. */
  disable: string[];
  registryMirrors: Record<string, string[]>;
}

export interface KubernetesPlan extends InstallPlan {
  entry: InstallPlan["entry"] & { nodePort: number; exposure: PlannedExposure & { openPort: number } };
  sites: Site[];
  intents: Intent[];
  rules: Rule[];
  joins: Join[];
  /** Nodes are in several sites: then every pair uses public addresses, even within a site. */
  isAcrossWan: boolean;
  overlay: "vxlan" | "wireguard-native";
  /** MTU of the narrowest network between two nodes, in bytes. */
  mtu: number;
  podCidr: string;
  serviceCidr: string;
  k3s: K3sPlan;
  /** Labels that are set through the API after a node has joined, because its kubelet must not set them. */
  roleLabels: { node: string; labels: Labels }[];
  /** Node that Prometheus runs on. */
  scraper: string;
  /** Network through which Prometheus reaches each node. */
  scrapeNetworks: Record<string, "private" | "public">;
  /** Null: the required setting is missing, and `up` fails. */
  adminCidrs: string[] | null;
  generatorCidrs: string[];
  azure: { resourceGroup: string; region: string } | null;
  gcp: { project: string | null; region: string } | null;
  /** Hours after the first `up` until the clouds delete or stop their VMs. */
  expiresAfterH: number;
  /** Tags of all cloud resources that support tags. `up` adds `stackmark-run` and `stackmark-expires`. */
  tags: Record<string, string>;
  /** What each node downloads, and from where. */
  pulls: { node: string; what: string; from: string }[];
  monitoring: { namespace: string; chart: ChartSource };
  /** Of what recommends requests for services. Absent: no service asks for it. */
  recommender?: ChartSource;
}

/**
 * Bytes that pass whole between clouds. Azure fragments larger packets, and drops fragments out of order; Google's default
 * is 1460, and a provider's line at an edge may take off some more.
 */
const WAN_MTU = 1400;

const MONITORING_NAMESPACE = "monitoring";

export function kubernetesPlan(
  stack: string,
  config: StackConfig,
  application: Application,
  nodes: readonly MachineNode[],
  generators: readonly PlannedGenerator[],
): KubernetesPlan {
  const { topology, access, observability } = config;
  const own = generators.filter(({ cloud }) => cloud !== "existing");
  const generatorCidrs = [
    ...access.generatorCidrs,
    ...generators.flatMap(({ machine }) => (machine.kind === "existing" ? [`${machine.publicIp}/32`] : [])),
  ];
  const sited = nodes.map(({ name, role, site }): FirewallNode => ({ name, role, site }));
  const server = sited.find(({ role }) => role === "server")!;
  const { nodePort = DEFAULT_NODE_PORT } = config.workload;
  const exposure = planExposure(config.workload, nodePort);
  const entry = { ...planEntry(config, application, nodes), nodePort, exposure };
  const intents = planIntents({
    nodes: sited,
    overlay: topology.overlay,
    adminCidrs: access.adminCidrs ?? [UNSET],
    generatorCidrs,
    generators: own,
    scraper: server.name,
    entry: { nodes: entry.nodes, port: entry.exposure.openPort },
  });
  const range = (cloud: "azure" | "gcp", region: string): string => regionCidr(cloud, region, topology.networks)!;
  const has = (cloud: string): boolean => [...nodes, ...own].some((machine) => machine.cloud === cloud);
  const wan = isAcrossWan(sited);
  return {
    sites: planSites(
      stack,
      [
        ...topology.nodes.map((node) => ({ cloud: node.cloud, region: regionOf(node, topology) })),
        ...own.map(({ cloud, region = "" }) => ({ cloud, region })),
      ],
      range,
    ),
    intents,
    rules: planRules(intents, (name) => [...sited, ...own].find((machine) => machine.name === name)!.site),
    joins: sited
      .filter(({ role }) => role === "agent")
      .map(({ name }) => ({ node: name, network: wan ? "public" : "private" })),
    isAcrossWan: wan,
    overlay: topology.overlay,
    mtu: topology.mtu ?? (wan ? WAN_MTU : CLUSTER_DEFAULTS.mtu),
    podCidr: topology.podCidr,
    serviceCidr: topology.serviceCidr,
    k3s: planK3s(config),
    roleLabels: topology.nodes.flatMap(({ name, labels }) => {
      const roles = Object.entries(labels).filter(([key]) => isRoleLabel(key));
      return roles.length > 0 ? [{ node: name, labels: Object.fromEntries(roles) }] : [];
    }),
    entry,
    mustServe: nodes.filter((node) => node.role === "agent" && !keepsPodsAway(node.taints)).map(({ name }) => name),
    scraper: server.name,
    scrapeNetworks: Object.fromEntries(sited.map((node) => [node.name, scrapeNetwork(server, node)])),
    adminCidrs: access.adminCidrs ?? null,
    generatorCidrs,
    azure: has("azure") ? { resourceGroup: resourceGroupName(stack), region: topology.azure.region } : null,
    gcp: has("gcp") ? { project: topology.gcp.project ?? null, region: topology.gcp.region } : null,
    expiresAfterH: topology.expiresAfterH,
    tags: { [STACK_TAG]: tagValue(stack) },
    pulls: planPulls(topology.k3s, application.registries, nodes),
    workload: planWorkload(config, application, nodes),
    monitoring: { namespace: MONITORING_NAMESPACE, chart: chartSource("monitoring", observability.chart) },
    ...(Object.values(config.workload.services).some(({ recommend }) => recommend)
      ? { recommender: chartSource("recommender", observability.recommender) }
      : {}),
  };
}

function planK3s(config: StackConfig): KubernetesPlan["k3s"] {
  const { k3s } = config.topology;
  const { version, installerSha256 = null, installerUrl = null, artifactUrl = null, airGapInstallerPath = null } = k3s;
  const { registryMirrors } = k3s;
  const disable = disabledComponents(config);
  return { version, installerSha256, installerUrl, artifactUrl, airGapInstallerPath, disable, registryMirrors };
}

/** A kubelet that sets such a label on its own node does not start: the API sets them after the join. */
const isRoleLabel = (key: string): boolean => !mayKubeletSet(key);

/** Whether taints keep all pods of the workload, which have no tolerations, off a node. */
const keepsPodsAway = (taints: readonly string[]): boolean =>
  taints.some((taint) => taint.endsWith(":NoSchedule") || taint.endsWith(":NoExecute"));

const hostOf = (url: string): string => new URL(url).host;

/** Image registries of K3s and kube-prometheus-stack. */
const [K3S_REGISTRY, ...REGISTRIES] = ["docker.io", "quay.io", "registry.k8s.io"];

/** Downloads of each node, and the hosts that its outgoing connections must reach. */
function planPulls(
  { version, installerUrl, artifactUrl, airGapInstallerPath, registryMirrors }: StackConfig["topology"]["k3s"],
  registries: readonly string[],
  nodes: readonly MachineNode[],
): KubernetesPlan["pulls"] {
  const k3s = airGapInstallerPath
    ? []
    : [
        { what: "K3s' install script", from: installerUrl ? hostOf(installerUrl) : "raw.githubusercontent.com" },
        { what: `K3s ${version}`, from: artifactUrl ? hostOf(artifactUrl) : "github.com" },
      ];
  const images = [...new Set([K3S_REGISTRY, ...registries, ...REGISTRIES])].map((registry) => {
    const mirrors = registryMirrors[registry]?.map(hostOf).join(", ");
    return { what: "images", from: mirrors ?? registry };
  });
  return nodes.flatMap(({ name }) => [...k3s, ...images].map((pull) => ({ node: name, ...pull })));
}

/** Properties of the cluster that affect results. Firewall rules do not. */
export const networkOf = ({ overlay, mtu, isAcrossWan, k3s: { version, disable }, entry }: KubernetesPlan) => ({
  overlay,
  mtu,
  isAcrossWan,
  k3s: { version, disable },
  ...(entry.exposure.kind === "NodePort" ? {} : { exposure: entry.exposure }),
});
