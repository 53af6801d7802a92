/**
 * Open ports: who may connect to whom, and why. Everything else is blocked. Peers are symbolic, because no address is
 * known before its machine or its reservation exists; hosts/ turns them into addresses.
 */

/** Ports that something listens on. */
export const PORTS = { ssh: 22, api: 6443, kubelet: 10_250, nodeExporter: 9100 } as const;

/** UDP port of the overlay's outer packets. */
export const OVERLAY_PORTS = { vxlan: 8472, "wireguard-native": 51_820 } as const;

/** A node at one of its addresses, or a range of addresses outside the cluster. */
export type Peer = { node: string; network: "private" | "public" } | { cidr: string };

/** Stands for a required setting that is missing: a plan shows it, `up` refuses it. */
export const UNSET = "<unset>";

export type Protocol = "tcp" | "udp" | "icmp";

export interface Intent {
  /** Of the rule that it belongs to. */
  rule: RuleKind;
  from: Peer;
  /** Name of the node. */
  to: string;
  protocol: Protocol;
  /** Null: the protocol has none. */
  port: number | null;
  why: string;
}

/** Fixed names and priorities: adding a node adds to the lists of rules, and changes none of them. */
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

/** Azure lets a virtual network's own machines in by a rule of its own, 65000: this one comes before it. */
export const DENY_OTHERS = { azureName: "Deny-Others", priority: 4096 } as const;

/**
 * All intents of one kind to the machines of one site: every source to every target. The product is no wider than the
 * intents, but for a machine's own address, from which it reaches itself without any firewall.
 */
export interface Rule {
  kind: RuleKind;
  /** Of the site; an existing machine is one by itself. */
  site: string;
  /** Without doubles, in the order of nodes. */
  sources: Peer[];
  /** Names of nodes. */
  targets: string[];
  protocol: Protocol;
  port: number | null;
  why: string;
}
