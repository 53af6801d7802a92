/** Rules of network security groups: what Azure accepts, and what they do to packets. */
import type { PacketRule } from "../../protocol/machines.ts";
import { notInTheLab, type ApiError } from "../api-error.ts";
import { contains, EVERYWHERE, parseCidr, subtract, toCidrs, type Range } from "../cidr.ts";
import { badRequest } from "./errors.ts";

export interface RuleBody {
  access: "Allow" | "Deny";
  direction: "Inbound" | "Outbound";
  priority: number;
  protocol: string;
  description?: string;
  sourceAddressPrefix?: string;
  sourceAddressPrefixes?: string[];
  sourcePortRange?: string;
  sourcePortRanges?: string[];
  destinationAddressPrefix?: string;
  destinationAddressPrefixes?: string[];
  destinationPortRange?: string;
  destinationPortRanges?: string[];
}

const ANY = { protocol: "*", sourcePortRange: "*", destinationPortRange: "*" } as const;

/** Azure's own rules, which come after all others. */
export const DEFAULT_RULES: readonly (RuleBody & { name: string })[] = [
  {
    name: "AllowVnetInBound",
    priority: 65000,
    access: "Allow",
    direction: "Inbound",
    ...ANY,
    sourceAddressPrefix: "VirtualNetwork",
    destinationAddressPrefix: "VirtualNetwork",
  },
  {
    name: "AllowAzureLoadBalancerInBound",
    priority: 65001,
    access: "Allow",
    direction: "Inbound",
    ...ANY,
    sourceAddressPrefix: "AzureLoadBalancer",
    destinationAddressPrefix: "*",
  },
  {
    name: "DenyAllInBound",
    priority: 65500,
    access: "Deny",
    direction: "Inbound",
    ...ANY,
    sourceAddressPrefix: "*",
    destinationAddressPrefix: "*",
  },
  {
    name: "AllowVnetOutBound",
    priority: 65000,
    access: "Allow",
    direction: "Outbound",
    ...ANY,
    sourceAddressPrefix: "VirtualNetwork",
    destinationAddressPrefix: "VirtualNetwork",
  },
  {
    name: "AllowInternetOutBound",
    priority: 65001,
    access: "Allow",
    direction: "Outbound",
    ...ANY,
    sourceAddressPrefix: "*",
    destinationAddressPrefix: "Internet",
  },
  {
    name: "DenyAllOutBound",
    priority: 65500,
    access: "Deny",
    direction: "Outbound",
    ...ANY,
    sourceAddressPrefix: "*",
    destinationAddressPrefix: "*",
  },
];

const TAGS = ["VirtualNetwork", "Internet", "AzureLoadBalancer"];
const EVERY_ADDRESS = new Set(["*", "any", "0.0.0.0/0"]);
const MAX_DESCRIPTION = 140;

/** @throws ApiError */
export function checkRule(name: string, rule: RuleBody): void {
  const { priority, description = "", direction } = rule;
  if (!Number.isInteger(priority) || priority < 100 || priority > 4096)
    throw badRequest(
      "SecurityRuleInvalidPriority",
      `Security rule ${name} has invalid Priority. Value provided: ${priority}. Allowed range 100-4096.`,
    );
  if (description.length > MAX_DESCRIPTION)
    throw badRequest(
      "SecurityRuleInvalidDescription",
      `Security rule ${name} has an invalid description of ${description.length} characters. It can be up to ${MAX_DESCRIPTION} characters long.`,
    );
  for (const end of ["source", "destination"] as const) {
    checkPrefixes(name, end, rule[`${end}AddressPrefix`], rule[`${end}AddressPrefixes`]);
    checkPorts(name, end, rule[`${end}PortRange`], rule[`${end}PortRanges`]);
  }
  if (direction === "Outbound" && rule.access === "Deny") throw notInTheLab("rules that deny outbound traffic");
  if (portsOf(rule.sourcePortRange, rule.sourcePortRanges) !== null) throw notInTheLab("rules with source ports");
}

const titled = (end: string): string => end[0]!.toUpperCase() + end.slice(1);

function checkPrefixes(name: string, end: string, one: string | undefined, list: string[] | undefined): void {
  const several = list ?? [];
  if ((one === undefined) === (several.length === 0))
    throw badRequest(
      "SecurityRuleParameterValueNotSpecified",
      `Security rule ${name} must specify exactly one of ${titled(end)}AddressPrefix, ${titled(end)}AddressPrefixes and ${titled(end)}ApplicationSecurityGroups.`,
    );
  for (const prefix of several)
    if (EVERY_ADDRESS.has(prefix.toLowerCase()) || TAGS.some((tag) => tag.toLowerCase() === prefix.toLowerCase()))
      throw badRequest(
        "SecurityRuleParameterContainsUnsupportedValue",
        `Security rule parameter ${titled(end)}AddressPrefixes for rule with Id ${name} cannot specify existing VIRTUALNETWORK, INTERNET, AZURELOADBALANCER, '*' or system tags. Unsupported value used: ${prefix}.`,
      );
  for (const prefix of one === undefined ? several : [one]) checkAddressPrefix(name, prefix);
}

function checkAddressPrefix(name: string, prefix: string): void {
  if (EVERY_ADDRESS.has(prefix.toLowerCase()) || parseCidr(prefix)) return;
  if (TAGS.some((tag) => tag.toLowerCase() === prefix.toLowerCase())) return;
  if (/^[A-Z][A-Za-z]+(\.[A-Za-z0-9]+)?$/.test(prefix)) throw notInTheLab(`the service tag ${prefix}`);
  throw badRequest(
    "SecurityRuleInvalidAddressPrefix",
    `Security rule ${name} has invalid Address prefix. Value provided: ${prefix}`,
  );
}

const invalidPorts = (name: string, value: string): ApiError =>
  badRequest(
    "SecurityRuleInvalidPortRange",
    `Security rule ${name} has invalid Port range. Value provided: ${value}. Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535.`,
  );

function checkPorts(name: string, end: string, one: string | undefined, list: string[] | undefined): void {
  const several = list ?? [];
  if ((one === undefined) === (several.length === 0))
    throw badRequest(
      "SecurityRuleParameterValueNotSpecified",
      `Security rule ${name} must specify exactly one of ${titled(end)}PortRange and ${titled(end)}PortRanges.`,
    );
  for (const range of one === undefined ? several : [one]) {
    if (range === "*") continue;
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
    if (first === undefined || Number(last) > 65535 || Number(first) > Number(last)) throw invalidPorts(name, range);
  }
}

/** The ranges of a network, without which the tags mean nothing. */
export interface NetworkView {
  /** Of the virtual network. */
  ranges: readonly Range[];
  /** The machine's private address: Azure translates before it applies rules. */
  address: Range;
}

/** The rules of one group as a list of packet rules for one machine: exactly what the group lets in. */
export function packetRules(rules: readonly RuleBody[], view: NetworkView): PacketRule[] {
  return [...rules, ...DEFAULT_RULES]
    .filter(({ direction }) => direction === "Inbound")
    .sort((a, b) => a.priority - b.priority)
    .flatMap((rule) => (reaches(rule, view) ? compiled(rule, view) : []));
}

function reaches(rule: RuleBody, view: NetworkView): boolean {
  const prefixes = rule.destinationAddressPrefixes ?? [];
  const ranges = (prefixes.length > 0 ? prefixes : [rule.destinationAddressPrefix!]).flatMap((each) =>
    rangesOf(each, view),
  );
  return ranges.some((range) => contains(range, view.address));
}

function compiled(rule: RuleBody, view: NetworkView): PacketRule[] {
  const prefixes = rule.sourceAddressPrefixes ?? [];
  const sources = (prefixes.length > 0 ? prefixes : [rule.sourceAddressPrefix!])
    .flatMap((each) => rangesOf(each, view))
    .flatMap(toCidrs);
  const ports = portsOf(rule.destinationPortRange, rule.destinationPortRanges);
  const allow = rule.access === "Allow";
  return protocolsOf(rule.protocol, ports !== null).map((protocol) => ({
    ...{ allow, protocol, sources },
    ports: protocol === "icmp" ? null : ports,
  }));
}

/** A rule with ports matches only protocols that have ports. Esp and Ah never reach a machine of the lab. */
function protocolsOf(protocol: string, hasPorts: boolean): PacketRule["protocol"][] {
  const name = protocol.toLowerCase();
  if (name === "*") return hasPorts ? ["tcp", "udp"] : ["all"];
  return name === "tcp" || name === "udp" || name === "icmp" ? [name] : [];
}

const LOAD_BALANCER = parseCidr("168.63.129.16")!;

function rangesOf(prefix: string, { ranges }: NetworkView): Range[] {
  const name = prefix.toLowerCase();
  if (EVERY_ADDRESS.has(name)) return [EVERYWHERE];
  if (name === "virtualnetwork") return [...ranges];
  if (name === "azureloadbalancer") return [LOAD_BALANCER];
  if (name !== "internet") return [parseCidr(prefix)!];
  return ranges.reduce((left, range) => left.flatMap((each) => subtract(each, range)), [EVERYWHERE]);
}

/** `null`: every port. */
function portsOf(one: string | undefined, list: readonly string[] | undefined): PacketRule["ports"] {
  const ranges = list !== undefined && list.length > 0 ? list : [one!];
  if (ranges.includes("*")) return null;
  return ranges.map((range) => {
    const [first, last = first] = range.split("-").map(Number);
    return [first!, last!] as const;
  });
}
