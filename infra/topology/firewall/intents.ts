/** Every connection that a stack's machines need from outside themselves; nothing else, and nothing from the world. */
import type { Intent, Peer, RuleKind } from "../firewall.ts";
import { overlayPorts, ports } from "./ports.ts";

export interface FirewallNode {
  name: string;
  role: "server" | "agent";
  site: string;
}

export interface FirewallInput {
  /** In the plan's order. */
  nodes: readonly FirewallNode[];
  overlay: keyof typeof overlayPorts;
  adminCidrs: readonly string[];
  generatorCidrs: readonly string[];
  /** Name of the node that Prometheus runs on. */
  scraper: string;
  entry: { nodes: readonly string[]; nodePort: number };
}

export const isAcrossWan = (nodes: readonly Pick<FirewallNode, "site">[]): boolean =>
  new Set(nodes.map(({ site }) => site)).size > 1;

/** Nodes of one site scrape each other at private addresses, also where the overlay goes by public ones. */
export const scrapeNetwork = (scraper: FirewallNode, node: FirewallNode): "private" | "public" =>
  scraper.site === node.site ? "private" : "public";

/**
 * Across a WAN the overlay uses public addresses for every pair, and agents join at the server's public one, neighbours
 * too: flannel keeps one address a node, and K3s one URL a cluster.
 */
export function planIntents({ nodes, overlay, adminCidrs, generatorCidrs, scraper, entry }: FirewallInput): Intent[] {
  const network = isAcrossWan(nodes) ? "public" : "private";
  const server = nodes.find(({ role }) => role === "server")!;
  const scraping = nodes.find(({ name }) => name === scraper)!;
  const admins = adminCidrs.map((cidr): Peer => ({ cidr }));
  const users = [...new Set([...adminCidrs, ...generatorCidrs])].map((cidr): Peer => ({ cidr }));
  const agents = nodes.filter(({ role }) => role === "agent");

  const all = (rule: RuleKind, from: readonly Peer[], to: readonly string[], port: number | null, why: string) =>
    to.flatMap((node) => from.map((peer): Intent => ({ rule, from: peer, to: node, protocol: "tcp", port, why })));
  const pairs = (rule: RuleKind, protocol: "udp" | "icmp", port: number | null, why: string) =>
    nodes.flatMap((to) =>
      nodes
        .filter((from) => from !== to)
        .map((from): Intent => ({ rule, from: { node: from.name, network }, to: to.name, protocol, port, why })),
    );
  const scrapes = (rule: RuleKind, port: number, why: string) =>
    nodes
      .filter((node) => node !== scraping)
      .map((node): Intent => {
        const from = { node: scraping.name, network: scrapeNetwork(scraping, node) };
        return { rule, from, to: node.name, protocol: "tcp", port, why };
      });
  const joining = agents.map(({ name }): Peer => ({ node: name, network }));
  const joinRule = network === "public" ? "allow-k3s-edge" : "allow-k3s-agents";

  return [
    ...all(
      "allow-ssh",
      admins,
      nodes.map(({ name }) => name),
      ports.ssh,
      "scripts that set the machine up",
    ),
    ...all("allow-k3s-admin", admins, [server.name], ports.api, "the Kubernetes API, for the program and kubectl"),
    ...all(joinRule, joining, [server.name], ports.api, "agents join there, and keep a tunnel open"),
    ...pairs("allow-overlay", "udp", overlayPorts[overlay], `packets of pods, inside ${overlay}`),
    ...pairs("allow-icmp", "icmp", null, "round trips are measured, and routers say when a packet is too large"),
    ...scrapes("allow-kubelet", ports.kubelet, "Prometheus reads what containers use"),
    ...scrapes("allow-node-exporter", ports.nodeExporter, "Prometheus reads what the machine uses"),
    ...all("allow-entry", users, entry.nodes, entry.nodePort, "users of the shop, and the load"),
  ];
}
