/** The ports that plans open, as a table for documents. Pure. */
import { RULE_KINDS, type Intent, type RuleKind } from "../../infra/catalog/firewall.ts";
import type { Plan } from "../../infra/topology/plan.ts";

const FROM: Record<RuleKind, string> = {
  "allow-ssh": "your addresses",
  "allow-k3s-admin": "your addresses",
  "allow-k3s-agents": "agents, over the private network",
  "allow-k3s-edge": "agents, over the internet",
  "allow-overlay": "every other node",
  "allow-icmp": "every other node",
  "allow-kubelet": "the server",
  "allow-node-exporter": "the server",
  "allow-entry": "your addresses and load generators",
};
const TO: Partial<Record<RuleKind, string>> = {
  "allow-k3s-admin": "the server",
  "allow-k3s-agents": "the server",
  "allow-k3s-edge": "the server",
  "allow-kubelet": "every other node",
  "allow-node-exporter": "every other node",
  "allow-entry": "nodes that may run the frontend",
};

/** In plainer words than the rules' descriptions, which are part of resources and cannot change. */
const PURPOSE: Record<RuleKind, string> = {
  "allow-ssh": "SSH, to set up the machines",
  "allow-k3s-admin": "Kubernetes API, for the Pulumi program and kubectl",
  "allow-k3s-agents": "agents join the cluster and keep a tunnel open",
  "allow-k3s-edge": "agents join the cluster and keep a tunnel open",
  "allow-overlay": "traffic between pods (VXLAN)",
  "allow-icmp": "measurements of round trips and of the MTU",
  "allow-kubelet": "Prometheus scrapes container metrics",
  "allow-node-exporter": "Prometheus scrapes machine metrics",
  "allow-entry": "users of the shop, and the load",
};

/** One row for each kind of rule, with the plans that have it. */
export function portsTable(plans: readonly Plan[]): string {
  const rows = (Object.keys(RULE_KINDS) as RuleKind[]).flatMap((kind) => {
    const having = plans.filter(({ kubernetes }) => kubernetes?.rules.some((rule) => rule.kind === kind));
    const intent = having[0]?.kubernetes?.intents.find(({ rule }) => rule === kind);
    if (!intent) return [];
    const phases = having.length === plans.length ? "all" : having.map(({ stack }) => `\`${stack}\``).join(", ");
    return [`| ${portText(intent)} | ${FROM[kind]} | ${TO[kind] ?? "every node"} | ${phases} | ${PURPOSE[kind]} |`];
  });
  return ["| port | from | to | phases | purpose |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}

const portText = ({ port, protocol }: Intent): string =>
  port === null ? protocol.toUpperCase() : `${port}/${protocol}`;
