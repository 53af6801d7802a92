/** The plan with its machines' addresses as input for K3s and the pre-flight. Pure. */
import { releaseSource } from "../k3s/defaults.ts";
import { mayKubeletSet, k3sLabels } from "../catalog/labels.ts";
import type { K3sCluster, K3sNode, K3sSource } from "../k3s/model.ts";
import type { K3sPlan, KubernetesPlan } from "../topology/kubernetes.ts";
import type { ClusterPlan, PlannedNode } from "../topology/plan.ts";
import { HERE, usualPorts, type ExpectedPort } from "../k3s/preflight/expectation.ts";
import { KUBELET_PORT } from "../observability/names.ts";

export interface NodeAddress {
  publicIp: string;
  /** Null: the address of the machine's default route. */
  privateIp: string | null;
}

export function k3sModel(
  { kubernetes, nodes }: ClusterPlan,
  addresses: Readonly<Record<string, NodeAddress>>,
): K3sCluster {
  const { k3s, overlay, mtu, podCidr, serviceCidr, isAcrossWan } = kubernetes;
  return {
    version: k3s.version,
    source: sourceOf(k3s),
    overlay,
    mtu,
    podCidr,
    serviceCidr,
    isAcrossWan,
    disable: k3s.disable,
    tlsSans: [],
    registryMirrors: k3s.registryMirrors,
    nodes: nodes.map((node) => k3sNode(node, addresses[node.name]!)),
  };
}

function k3sNode({ name, role, labels, taints, machine }: PlannedNode, { publicIp, privateIp }: NodeAddress): K3sNode {
  const set = k3sLabels(name, role);
  return {
    name,
    role,
    nodeIp: privateIp,
    publicIp,
    // A cloud machine has only its private address; the cloud translates the public one.
    isBehindNat: machine?.kind === "existing" ? machine.isBehindNat : true,
    iface: null,
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !(key in set) && mayKubeletSet(key))),
    taints,
  };
}

function sourceOf({ version, installerSha256, installerUrl, artifactUrl, airGapInstallerPath }: K3sPlan): K3sSource {
  if (airGapInstallerPath !== null) return { kind: "air-gap", installerPath: airGapInstallerPath, installerSha256 };
  const release = releaseSource(version, installerSha256) as Extract<K3sSource, { kind: "download" }>;
  return {
    ...release,
    installerUrl: installerUrl ?? release.installerUrl,
    artifactUrl: artifactUrl ?? release.artifactUrl,
  };
}

/** Where Prometheus reaches a node: at its private address within the same network, else at its public one. */
export function scrapeAddress(
  { scrapeNetworks }: Pick<KubernetesPlan, "scrapeNetworks">,
  { name, nodeIp, publicIp }: K3sCluster["nodes"][number],
): string {
  const isNear = scrapeNetworks[name] === "private";
  return (isNear ? (nodeIp ?? publicIp) : publicIp)!;
}

/**
 * The usual ports, kubelets' for Prometheus, and the entry's, which is deployed later. Not node-exporter's, which is, too:
 * Prometheus reports it.
 */
export function preflightPorts(plan: KubernetesPlan, cluster: K3sCluster): ExpectedPort[] {
  const scraped = cluster.nodes.filter(({ name }) => name !== plan.scraper);
  const why = "Prometheus reads what containers use";
  const entries = cluster.nodes.filter(({ name, publicIp }) => publicIp !== null && plan.entry.nodes.includes(name));
  return [
    ...usualPorts(cluster),
    ...scraped.map((node): ExpectedPort => {
      const address = scrapeAddress(plan, node);
      return { from: plan.scraper, to: node.name, address, port: KUBELET_PORT, answers: true, why };
    }),
    ...entries.map(({ name, publicIp }): ExpectedPort => {
      const own = { from: HERE, to: name, address: publicIp!, port: plan.entry.exposure.openPort };
      return { ...own, answers: true, why: "users and the load connect there", isStandIn: true };
    }),
  ];
}
