/** The rules of a site's router in nftables' language. Pure. */
import type { PacketRule } from "../protocol/machines.ts";
import { addressOf } from "../../base/ipv4.ts";
import { mergeRanges, rangeOf, type Range } from "./addresses.ts";

/** A machine's place at its site's router. */
export interface Port {
  /** The router's interface, `p<n>`. */
  device: string;
  privateIp: string;
  publicIp: string | null;
  /** Whether it may send to the internet. */
  reachesInternet: boolean;
}

export const TABLE = "ip lab";

/**
 * What is there before the first machine. Packets to machines are decided on after both translations, so that rules see
 * the addresses that the machine sees; what passed once passes back.
 */
export const ROUTER_RULES = `table ${TABLE} {
  map public { type ipv4_addr : ipv4_addr; }
  map private { type ipv4_addr : ipv4_addr; }
  set ports { type ifname . ipv4_addr; }
  set internet { type ipv4_addr; }
  map machines { type ipv4_addr : verdict; }
  chain sources {
    type filter hook prerouting priority raw; policy accept;
    iifname "p*" iifname . ip saddr != @ports drop
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    dnat to ip daddr map @public
  }
  chain input {
    type filter hook input priority filter; policy drop;
    iifname { "lo", "under" } accept
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    iifname "wan0" oifname "p*" accept
    iifname "p*" oifname "p*" accept
    iifname "p*" oifname "wan0" ip saddr @internet accept
    iifname "p*" oifname "wan0" ct state established,related accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "wan0" snat to ip saddr map @private
    oifname "p*" ct status dnat snat to ip saddr map @private
  }
  chain machine {
    type filter hook postrouting priority 110; policy accept;
    oifname != "p*" accept
    ct state established,related accept
    ip daddr vmap @machines
    drop
  }
}
`;

const chainOf = ({ device }: Port): string => `to_${device}`;

/** Adds a machine that nothing reaches yet. */
export function addPort(port: Port): string {
  const { device, privateIp, publicIp, reachesInternet } = port;
  const lines = [
    `add chain ${TABLE} ${chainOf(port)}`,
    `add rule ${TABLE} ${chainOf(port)} drop`,
    `add element ${TABLE} ports { "${device}" . ${privateIp} }`,
    `add element ${TABLE} machines { ${privateIp} : goto ${chainOf(port)} }`,
  ];
  if (publicIp !== null)
    lines.push(
      `add element ${TABLE} public { ${publicIp} : ${privateIp} }`,
      `add element ${TABLE} private { ${privateIp} : ${publicIp} }`,
    );
  if (reachesInternet) lines.push(`add element ${TABLE} internet { ${privateIp} }`);
  return `${lines.join("\n")}\n`;
}

export function removePort(port: Port): string {
  const { device, privateIp, publicIp, reachesInternet } = port;
  const lines = [
    `delete element ${TABLE} machines { ${privateIp} : goto ${chainOf(port)} }`,
    `delete element ${TABLE} ports { "${device}" . ${privateIp} }`,
    `delete chain ${TABLE} ${chainOf(port)}`,
  ];
  if (publicIp !== null)
    lines.push(
      `delete element ${TABLE} public { ${publicIp} : ${privateIp} }`,
      `delete element ${TABLE} private { ${privateIp} : ${publicIp} }`,
    );
  if (reachesInternet) lines.push(`delete element ${TABLE} internet { ${privateIp} }`);
  return `${lines.join("\n")}\n`;
}

/** Replaces the rules for packets to a machine. What none of them matches is dropped. */
export function replaceRules(port: Port, rules: readonly PacketRule[]): string {
  const chain = chainOf(port);
  const lines = rules.flatMap(compile).map((rule) => `add rule ${TABLE} ${chain} ${rule}`);
  return `${[`flush chain ${TABLE} ${chain}`, ...lines, `add rule ${TABLE} ${chain} drop`].join("\n")}\n`;
}

/** None for a rule that no packet matches. */
function compile({ allow, protocol, sources, ports }: PacketRule): string[] {
  const from = mergeRanges(sources.map(rangeOf));
  const to = ports === null ? null : mergeRanges(ports);
  if (from.length === 0 || to?.length === 0) return [];
  const isAnywhere = from.length === 1 && from[0]![0] === 0 && from[0]![1] === 2 ** 32 - 1;
  const match = isAnywhere ? "" : `ip saddr ${setOf(from, addressOf)} `;
  const verdict = allow ? "accept" : "drop";
  return [`${match}${protocolMatch(protocol, to)}${verdict}`];
}

function protocolMatch(protocol: PacketRule["protocol"], ports: readonly Range[] | null): string {
  if (protocol === "icmp") return "meta l4proto icmp ";
  const withPorts = ports === null ? "" : `th dport ${setOf(ports, String)} `;
  if (protocol === "all") return ports === null ? "" : `meta l4proto { tcp, udp } ${withPorts}`;
  return `meta l4proto ${protocol} ${withPorts}`;
}

const setOf = (ranges: readonly Range[], show: (value: number) => string): string =>
  `{ ${ranges.map(([first, last]) => (first === last ? show(first) : `${show(first)}-${show(last)}`)).join(", ")} }`;
