/**
 * Who may open a connection to whom, and why: everything else is closed. Peers are symbolic; hosts/ turns them into
 * addresses, since no address is known before its machine, or its reservation, is there.
 */

/** A node at one of its addresses, or a range of addresses outside the cluster. */
export type Peer = { node: string; network: "private" | "public" } | { cidr: string };

/** A range that only the user knows and has not said: a plan shows it, and nothing is brought up with it. */
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
export const ruleKinds = {
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

export type RuleKind = keyof typeof ruleKinds;

/** Azure lets a virtual network's own machines in by a rule of its own, 65000: this one comes before it. */
export const denyOthers = { azureName: "Deny-Others", priority: 4096 } as const;

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
