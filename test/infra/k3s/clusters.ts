/** Clusters for tests, with addresses of documentation ranges. */
import { CLUSTER_DEFAULTS } from "../../../infra/k3s/defaults.ts";
import type { K3sCluster, K3sNode } from "../../../infra/k3s/model.ts";

export function k3sNode(name: string, changes: Partial<K3sNode> = {}): K3sNode {
  const addresses = { nodeIp: "10.1.0.11", publicIp: "198.51.100.11", isBehindNat: true };
  return { name, role: "agent", ...addresses, iface: null, labels: {}, taints: [], ...changes };
}

export const serverNode = (changes: Partial<K3sNode> = {}): K3sNode =>
  k3sNode("server", { role: "server", ...changes });

export function k3sCluster(changes: Partial<K3sCluster> = {}): K3sCluster {
  return { ...CLUSTER_DEFAULTS, nodes: [serverNode()], ...changes };
}

/** Two machines of one cloud: agents join at the private address. */
export const privateCluster = (): K3sCluster =>
  k3sCluster({ nodes: [serverNode(), k3sNode("worker-node-1", { nodeIp: "10.1.0.12", publicIp: null })] });

/** Two clouds, public addresses behind NAT, with a taint and labels. */
export const wanCluster = (changes: Partial<K3sCluster> = {}): K3sCluster =>
  k3sCluster({
    isAcrossWan: true,
    mtu: 1460,
    tlsSans: ["k3s.example.net"],
    nodes: [
      serverNode(),
      k3sNode("gcp-worker", {
        nodeIp: "10.2.0.12",
        publicIp: "203.0.113.12",
        labels: { "stackmark.dev/zone": "edge", "topology.kubernetes.io/region": "europe-west1" },
        taints: ["stackmark.dev/edge=true:NoSchedule"],
      }),
    ],
    ...changes,
  });
