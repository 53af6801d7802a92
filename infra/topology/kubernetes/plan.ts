/** The part of a plan that only clusters of real machines have. */
import type { StackConfig } from "../../config/schema/index.ts";
import { UNSET } from "../../catalog/firewall.ts";
import { isAcrossWan, planIntents, planRules, scrapeNetwork, type FirewallNode } from "../firewall.ts";
import type { KubernetesPlan } from "./model.ts";
import { isOwnLabelAllowed, matches, type Labels } from "../../catalog/labels.ts";
import { resourceGroupName, tagValue } from "../../catalog/names.ts";
import { regionOf, type MachineNode } from "../nodes.ts";
import { regionCidr } from "../../catalog/regions.ts";
import { ENTRY_SERVICE } from "../../catalog/services.ts";
import { planSites } from "../sites.ts";

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
