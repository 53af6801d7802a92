/**
 * Open ports: who may connect to whom, and why. Everything else is blocked. Peers are symbolic, because a plan does not
 * know addresses yet; hosts/ resolves them.
 */

/** TCP ports of the nodes. */
export const PORTS = { ssh: 22, api: 6443, kubelet: 10_250, nodeExporter: 9100 } as const;

/** UDP port of each overlay. */
export const OVERLAY_PORTS = { vxlan: 8472, "wireguard-native": 51_820 } as const;

/** A node at one of its addresses, or a range of addresses outside the cluster. */
export type Peer = { node: string; network: "private" | "public" } | { cidr: string };

/** Stands for a missing required setting: a plan shows it, `up` rejects it. */
export const UNSET = "<unset>";

export type Protocol = "tcp" | "udp" | "icmp";

/** A connection that a node must accept. */
export interface Intent {
  /** Kind of the rule that allows it. */
  rule: RuleKind;
  from: Peer;
  /** Name of the node. */
  to: string;
  protocol: Protocol;
  /** Null for ICMP, which has no ports. */
  port: number | null;
  why: string;
}

/** Names and priorities are fixed, so that an additional node changes only the sources and targets of rules. */
export const RULE_KINDS = {
  "allow-ssh": { azureName: "Allow-SSH", priority: 100 },
  "allow-k3s-admin": { azureName: "Allow-K3s-Admin", priority: 110 },
  "allow-k3s-agents": { azureName: "Allow-K3s-Agents", priority: 120 },
  "allow-k3s-edge": { azureName: "Allow-K3s-Edge", priority: 130 },
  "allow-overlay": { azureName: "Allow-Overlay", priority: 140 },
  "allow-icmp": { azureName: "Allow-Icmp", priority: 150 },
  "allow-kubelet": { azureName: "Allow-Kubelet", priority: 160 },
  "allow-node-exporter": { azureName: "Allow-Node-Exporter", priority: 170 },
  "allow-entry": { azureName: "Allow-Entry", priority: 180 },
} as const;

export type RuleKind = keyof typeof RULE_KINDS;

/** Precedes Azure's built-in rule 65000, which allows all traffic within a virtual network. */
export const DENY_OTHERS = { azureName: "Deny-Others", priority: 4096 } as const;

/**
 * All intents of one kind to the machines of one site. A rule opens every target to every source, which is no more than
 * its intents open: connections of a machine to itself pass no firewall.
 */
export interface Rule {
  kind: RuleKind;
  /** Name of the site. An existing machine is a site of its own. */
  site: string;
  /** Without duplicates, in the order of nodes. */
  sources: Peer[];
  /** Names of nodes. */
  targets: string[];
  protocol: Protocol;
  port: number | null;
  why: string;
}
