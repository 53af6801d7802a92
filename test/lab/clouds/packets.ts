/** Packets to a machine, and what its packet rules do to them. */
import fc from "fast-check";
import { contains, parseCidr } from "../../../lab/clouds/cidr.ts";
import type { PacketRule } from "../../../lab/protocol/machines.ts";

export interface Packet {
  source: string;
  protocol: "tcp" | "udp" | "icmp";
  /** `null` for ICMP. */
  port: number | null;
}

export const isWithin = (cidr: string, address: string): boolean => contains(parseCidr(cidr)!, parseCidr(address)!);

/** As the lab's routers apply rules: the first that matches decides, and what none matches is dropped. */
export function passes(rules: readonly PacketRule[], { source, protocol, port }: Packet): boolean {
  const found = rules.find(
    (rule) =>
      (rule.protocol === "all" || rule.protocol === protocol) &&
      rule.sources.some((cidr) => isWithin(cidr, source)) &&
      (rule.ports === null || (port !== null && rule.ports.some(([first, last]) => first <= port && port <= last))),
  );
  return found?.allow ?? false;
}

export const ADDRESSES = [
  "10.64.0.4",
  "10.64.0.5",
  "10.64.1.4",
  "10.65.0.4",
  "203.0.113.7",
  "203.0.113.8",
  "168.63.129.16",
];

export const CIDRS = [
  "10.64.0.4/32",
  "10.64.0.0/24",
  "10.64.0.0/16",
  "10.0.0.0/8",
  "203.0.113.7/32",
  "203.0.113.0/24",
  "203.0.113.8",
];

export const packet: fc.Arbitrary<Packet> = fc
  .record({
    source: fc.constantFrom(...ADDRESSES),
    protocol: fc.constantFrom("tcp", "udp", "icmp"),
    port: fc.constantFrom(21, 22, 80, 443, 6443, 65_535),
  })
  .map((each) => ({ ...each, port: each.protocol === "icmp" ? null : each.port }));

export const PORT_RANGES = ["22", "80", "20-25", "80-443", "0-65535"];
