/** The plan, with its machines' addresses, as what K3s is told. Pure. */
import { releaseSource } from "../k3s/defaults.ts";
import { isOwnLabelAllowed } from "../catalog/labels.ts";
import type { K3sCluster, K3sNode, K3sSource } from "../k3s/model.ts";
import type { K3sPlan } from "../topology/kubernetes/model.ts";
import { ownLabels } from "../catalog/labels.ts";
import type { ClusterPlan, PlannedNode } from "../topology/plan.ts";

export interface NodeAddress {
  publicIp: string;
  /** Null: that of the machine's default route. */
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
  const brought = ownLabels(name, role);
  return {
    name,
    role,
    nodeIp: privateIp,
    publicIp,
    // A cloud's machine has its private address only; its router has the public one.
    isBehindNat: machine?.kind === "existing" ? machine.isBehindNat : true,
    iface: null,
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !(key in brought) && isOwnLabelAllowed(key))),
    taints,
  };
}

function sourceOf({ version, installerSha256, installerUrl, artifactUrl, airGapInstallerPath }: K3sPlan): K3sSource {
  if (airGapInstallerPath !== null) return { kind: "air-gap", installerPath: airGapInstallerPath, installerSha256 };
  const release = releaseSource(version, installerSha256) as Extract<K3sSource, { kind: "download" }>;
  return {
    ...release,
    ...(installerUrl === null ? {} : { installerUrl }),
    ...(artifactUrl === null ? {} : { artifactUrl }),
  };
}
