/** Firewall rules of networks, and what they do to packets. */
import type { PacketRule } from "../../protocol/machines.ts";
import { notInTheLab } from "../api-error.ts";
import { contains, parseCidr, toCidrs } from "../cidr.ts";
import type { JsonObject } from "../json.ts";
import type { Kind, World } from "../kind.ts";
import type { Resource } from "../store.ts";
import { checkName, checkProject, checkRange, checkReference, selfLink } from "./checks.ts";
import { invalid, invalidField } from "./errors.ts";
import { networkOf } from "./network.ts";

interface Entry {
  protocol: string;
  ports?: string[];
}

export interface FirewallBody {
  allows?: Entry[];
  denies?: Entry[];
  direction?: string;
  disabled?: boolean;
  priority?: number;
  sourceRanges?: string[];
  sourceTags?: string[];
  sourceServiceAccounts?: string[];
  targetTags?: string[];
  targetServiceAccounts?: string[];
  destinationRanges?: string[];
  description?: string;
}

const DEFAULT_PRIORITY = 1000;
const NUMBERS: Readonly<Record<string, string>> = { "1": "icmp", "6": "tcp", "17": "udp" };
const NAMES = new Set(["tcp", "udp", "icmp", "esp", "ah", "sctp", "ipip", "all"]);
const WITH_PORTS = new Set(["tcp", "udp", "sctp"]);

export const firewalls: Kind = {
  name: "compute#firewall",
  path: "projects/{project}/global/firewalls/{name}",
  seconds: { create: 8, update: 8, delete: 8 },
  accept({ parts, body, old }, world) {
    const rule = body as FirewallBody;
    checkProject(parts.project!);
    checkName(parts.name!);
    checkReference(body.network as string, `projects/${parts.project!}/global/networks`, "network", world);
    checkRule(rule);
    return old ? {} : { creationTimestamp: new Date(world.clock.nowMs()).toISOString() };
  },
  apply: (_rule, world) => world.applyRules(),
  async remove(rule, world) {
    rule.facts.isGone = true;
    await world.applyRules();
  },
  view: (firewall) => {
    const { id, facts } = firewall;
    const body = firewall.body as FirewallBody;
    return {
      ...(body as JsonObject),
      id,
      name: id.split("/").at(-1)!,
      project: id.split("/")[1]!,
      network: selfLink(networkOf(firewall)),
      direction: body.direction ?? "INGRESS",
      priority: body.priority ?? DEFAULT_PRIORITY,
      disabled: body.disabled ?? false,
      creationTimestamp: facts.creationTimestamp,
      selfLink: selfLink(id),
    };
  },
};

/** @throws ApiError */
export function checkRule(rule: FirewallBody): void {
  const { allows = [], denies = [], direction = "INGRESS", priority = DEFAULT_PRIORITY } = rule;
  const { sourceRanges = [], sourceTags = [], targetTags = [], destinationRanges = [] } = rule;
  if (allows.length > 0 === denies.length > 0)
    throw invalid("Exactly one of 'allowed' and 'denied' must be specified for a firewall rule.");
  if (!Number.isInteger(priority) || priority < 0 || priority > 65535)
    throw invalidField("priority", priority, "Must be between 0 and 65535.");
  if (rule.sourceServiceAccounts !== undefined || rule.targetServiceAccounts !== undefined)
    throw notInTheLab("firewall rules by service account");
  if (direction === "EGRESS") {
    if (denies.length > 0) throw notInTheLab("firewall rules that deny outbound traffic");
    if (sourceRanges.length + sourceTags.length > 0)
      throw invalid("Source fields cannot be specified for an EGRESS firewall rule.");
  } else if (sourceRanges.length + sourceTags.length === 0)
    throw invalid(
      "One of source_tags, source_ranges, or source_service_accounts must be defined for an INGRESS firewall rule.",
    );
  for (const [i, range] of sourceRanges.entries()) checkRange(range, `sourceRanges[${i}]`);
  for (const [i, range] of destinationRanges.entries()) checkRange(range, `destinationRanges[${i}]`);
  for (const [i, tag] of sourceTags.entries()) checkName(tag, `sourceTags[${i}]`);
  for (const [i, tag] of targetTags.entries()) checkName(tag, `targetTags[${i}]`);
  for (const [i, entry] of [...allows, ...denies].entries())
    checkEntry(entry, `${allows.length > 0 ? "allowed" : "denied"}[${i}]`);
}

function checkEntry({ protocol, ports = [] }: Entry, field: string): void {
  const name = protocol.toLowerCase();
  if (!NAMES.has(name) && !(/^\d{1,3}$/.test(name) && Number(name) <= 255))
    throw invalidField(`${field}.IPProtocol`, protocol, "Must be a well-known protocol name or an IP protocol number.");
  if (ports.length > 0 && !WITH_PORTS.has(NUMBERS[name] ?? name))
    throw invalidField(
      `${field}.ports`,
      ports.join(),
      "Ports may only be specified on rules whose protocol is one of [TCP, UDP, SCTP].",
    );
  for (const port of ports) {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(port) ?? [];
    if (first === undefined || Number(last) > 65535 || Number(first) > Number(last))
      throw invalidField(`${field}.ports`, port, "Ports must be an integer between 0 and 65535 or a range of them.");
  }
}

export interface Target {
  network: string;
  tags: readonly string[];
  /** Private address. */
  address: string;
}

/** The packet rules of a machine. The lowest priority comes first; of two equal ones, the one that denies. */
export function packetRules(rules: readonly Resource[], target: Target, machines: readonly Target[]): PacketRule[] {
  const denies = (rule: Resource): boolean => ((rule.body as FirewallBody).denies ?? []).length > 0;
  const priority = (rule: Resource): number => (rule.body as FirewallBody).priority ?? DEFAULT_PRIORITY;
  return rules
    .filter(
      (rule) =>
        networkOf(rule) === target.network && rule.facts.isGone !== true && reaches(rule.body as FirewallBody, target),
    )
    .sort((a, b) => priority(a) - priority(b) || Number(denies(b)) - Number(denies(a)))
    .flatMap((rule) => compiled(rule.body as FirewallBody, target.network, machines));
}

function reaches(
  { direction = "INGRESS", disabled = false, targetTags = [], destinationRanges = [] }: FirewallBody,
  target: Target,
): boolean {
  if (direction !== "INGRESS" || disabled) return false;
  if (targetTags.length > 0 && !targetTags.some((tag) => target.tags.includes(tag))) return false;
  const address = parseCidr(target.address)!;
  return destinationRanges.length === 0 || destinationRanges.some((range) => contains(parseCidr(range)!, address));
}

function compiled(rule: FirewallBody, network: string, machines: readonly Target[]): PacketRule[] {
  const { allows = [], denies = [], sourceRanges = [], sourceTags = [] } = rule;
  const tagged = machines
    .filter((machine) => machine.network === network && machine.tags.some((tag) => sourceTags.includes(tag)))
    .map(({ address }) => `${address}/32`);
  const sources = [...sourceRanges.flatMap((range) => toCidrs(parseCidr(range)!)), ...tagged];
  if (sources.length === 0) return [];
  const allow = allows.length > 0;
  return [...allows, ...denies].flatMap(({ protocol: name, ports = [] }) => {
    const protocol = NUMBERS[name] ?? name.toLowerCase();
    if (protocol !== "tcp" && protocol !== "udp" && protocol !== "icmp" && protocol !== "all") return [];
    const ranges = ports.map((port) => {
      const [first, last = first] = port.split("-").map(Number);
      return [first!, last!] as const;
    });
    return [{ allow, protocol, sources, ports: ranges.length === 0 ? null : ranges }];
  });
}

export const firewallRules = (world: World): Resource[] => world.all(firewalls.name);
