/** Decides the firewall rules: the incoming connections that the machines of a stack need, and no others. */
import { isDeepStrictEqual } from "node:util";
import {
  OVERLAY_PORTS,
  PORTS,
  RULE_KINDS,
  type Intent,
  type Peer,
  type Rule,
  type RuleKind,
} from "../catalog/firewall.ts";

export interface FirewallNode {
  name: string;
  role: "server" | "agent";
  site: string;
}

export interface FirewallInput {
  /** In the plan's order. */
  nodes: readonly FirewallNode[];
  overlay: keyof typeof OVERLAY_PORTS;
  adminCidrs: readonly string[];
  generatorCidrs: readonly string[];
  /** Machines of the stack that send the load, outside the cluster. */
  generators: readonly { name: string }[];
  /** Name of the node that Prometheus runs on. */
  scraper: string;
  entry: { nodes: readonly string[]; port: number };
}

export const isAcrossWan = (nodes: readonly Pick<FirewallNode, "site">[]): boolean =>
  new Set(nodes.map(({ site }) => site)).size > 1;

/** Within a site, Prometheus uses private addresses, even if the overlay uses public ones. */
export const scrapeNetwork = (scraper: FirewallNode, node: FirewallNode): "private" | "public" =>
  scraper.site === node.site ? "private" : "public";

/**
 * Across a WAN, the overlay and joins use public addresses, even within a site: flannel has one address per node, and
 * K3s one server URL per cluster.
 */
export function planIntents(input: FirewallInput): Intent[] {
  const { nodes, overlay, adminCidrs, generatorCidrs, generators, scraper, entry } = input;
  const network = isAcrossWan(nodes) ? "public" : "private";
  const server = nodes.find(({ role }) => role === "server")!;
  const scraping = nodes.find(({ name }) => name === scraper)!;
  const admins = adminCidrs.map((cidr): Peer => ({ cidr }));
  const users: Peer[] = [
    ...[...new Set([...adminCidrs, ...generatorCidrs])].map((cidr) => ({ cidr })),
    // They enter as users do: at public addresses.
    ...generators.map(({ name }) => ({ node: name, network: "public" as const })),
  ];
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
      [...nodes, ...generators].map(({ name }) => name),
      PORTS.ssh,
      "scripts that set the machine up",
    ),
    ...all("allow-k3s-admin", admins, [server.name], PORTS.api, "the Kubernetes API, for the program and kubectl"),
    ...all(joinRule, joining, [server.name], PORTS.api, "agents join there, and keep a tunnel open"),
    ...pairs("allow-overlay", "udp", OVERLAY_PORTS[overlay], `packets of pods, inside ${overlay}`),
    ...pairs("allow-icmp", "icmp", null, "round trips are measured, and the largest packets that pass"),
    ...scrapes("allow-kubelet", PORTS.kubelet, "Prometheus reads what containers use"),
    ...scrapes("allow-node-exporter", PORTS.nodeExporter, "Prometheus reads what the machine uses"),
    ...all("allow-entry", users, entry.nodes, entry.port, "users of the shop, and the load"),
  ];
}

function addTo<T>(list: T[], value: T): void {
  if (!list.some((each) => isDeepStrictEqual(each, value))) list.push(value);
}

/** Merges intents into one rule per kind and site. */
export function planRules(intents: readonly Intent[], siteOf: (node: string) => string): Rule[] {
  const rules: Rule[] = [];
  for (const { rule: kind, from, to, protocol, port, why } of intents) {
    const site = siteOf(to);
    let rule = rules.find((each) => each.kind === kind && each.site === site);
    if (!rule) rules.push((rule = { kind, site, sources: [], targets: [], protocol, port, why }));
    addTo<Peer>(rule.sources, from);
    addTo(rule.targets, to);
  }
  const order = Object.keys(RULE_KINDS) as RuleKind[];
  return rules.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
